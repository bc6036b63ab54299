namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion.Matching;

/// <summary>
/// Which rebuilt picture is held against which original: each original gets a candidate of its own so that the sum of squared errors is
/// smallest.
/// </summary>
/// <remarks>Who attacks does not know the originals and could not choose so well: what comes out is an upper bound of what he sees.</remarks>
/// <param name="Candidate">Number of the candidate; −1 where there were fewer candidates than originals.</param>
/// <param name="Psnr">Peak signal-to-noise ratio in decibels, at most <see cref="PictureQuality.Exact"/>; that of a black picture for none.</param>
internal readonly record struct BestMatch(int Candidate, double Psnr)
{
    /// <summary>One match for each original.</summary>
    public static BestMatch[] Of(IReadOnlyList<float[]> originals, IReadOnlyList<float[]> candidates)
    {
        // A black picture for everybody is always at hand, so that there are enough columns.
        float[][] columns = [.. candidates, .. originals.Select(original => new float[original.Length])];
        var errors = originals
            .Select(original => columns.Select(column => PictureQuality.MeanSquaredError<float>(original, column)).ToArray())
            .ToArray();
        return [.. Assignment.Smallest(errors).Select((column, row) => new BestMatch(
            column < candidates.Count ? column : -1, Math.Min(PictureQuality.Exact, PictureQuality.Psnr(errors[row][column]))))];
    }
}
