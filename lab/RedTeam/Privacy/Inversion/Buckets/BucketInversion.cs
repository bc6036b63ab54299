using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Analytic;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Matching;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion.Buckets;

/// <summary>
/// What the rows of a first linear layer give away of the records of several sites, whose updates reach the attacker as one sum. Sites that
/// take one step on one record are the worst case.
/// </summary>
internal static class BucketInversion
{
    /// <summary>What became of one record.</summary>
    /// <param name="Record">Its place in the data.</param>
    /// <param name="Psnr">Of the best match, in decibels.</param>
    /// <param name="Rebuilt">The best match; null where there was none.</param>
    internal sealed record Outcome(int Record, double Psnr, float[]? Rebuilt);

    /// <summary>Attacks buckets of the same size, one after the other.</summary>
    /// <param name="layer">The layer that is read.</param>
    /// <param name="data">Where records come from.</param>
    /// <param name="sites">Places of each site's records; the first k sites make the first bucket, and so on, and a rest makes none.</param>
    /// <param name="updates">The update of each site.</param>
    /// <param name="size">k: sites of a bucket.</param>
    /// <param name="open">Makes one vector of a bucket's updates.</param>
    /// <param name="cancellation">Looked at before every bucket.</param>
    public static ImmutableArray<Outcome> Run(
        FirstLinearLayer layer,
        DataSet data,
        int[][] sites,
        float[][] updates,
        int size,
        Func<IReadOnlyList<float[]>, float[]> open,
        CancellationToken cancellation)
    {
        var outcomes = ImmutableArray.CreateBuilder<Outcome>();
        for (var first = 0; first + size <= sites.Length; first += size)
        {
            cancellation.ThrowIfCancellationRequested();
            var candidates = layer.Invert(open(updates[first..(first + size)]));
            int[] records = [.. sites[first..(first + size)].SelectMany(site => site)];
            float[][] originals = [.. records.Select(record => Pixels(data, record))];
            outcomes.AddRange(BestMatch.Of(originals, candidates).Select((match, i) =>
                new Outcome(records[i], match.Psnr, match.Candidate < 0 ? null : candidates[match.Candidate])));
        }

        return outcomes.ToImmutable();
    }

    /// <summary>The sum without any protection: what a coordinator sees that adds up plain updates.</summary>
    public static float[] PlainSum(IReadOnlyList<float[]> updates)
    {
        var sums = new double[updates[0].Length];
        foreach (var update in updates)
        {
            VectorKernels.AddScaled(sums, update, 1);
        }

        return Array.ConvertAll(sums, value => (float)value);
    }

    /// <summary>One record's values.</summary>
    public static float[] Pixels(DataSet data, int record) =>
        data.Features.AsSpan(record * data.RecordLength, data.RecordLength).ToArray();

    /// <summary>The mean of all records: what an attacker who knows the kind of data guesses without any update.</summary>
    public static float[] MeanRecord(DataSet data)
    {
        var sums = new double[data.RecordLength];
        for (var record = 0; record < data.Count; record++)
        {
            VectorKernels.AddScaled(sums, data.Features.AsSpan(record * sums.Length, sums.Length), 1.0 / data.Count);
        }

        return Array.ConvertAll(sums, value => (float)value);
    }
}
