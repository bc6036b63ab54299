using FederatedSecure.Assurance.Measurements;

namespace FederatedSecure.Lab.RedTeam.Defences.Detectors;

/// <summary>
/// What a detector of adversarial inputs is worth at the threshold that lets 5 % of one half of the clean records raise an alarm: false
/// alarms on the other half, and how many successful adversarial inputs it sees, made without and with knowledge of it.
/// </summary>
internal static class DetectorFigures
{
    /// <summary>The part of the clean records that the threshold is allowed to cost.</summary>
    public const double FalseAlarms = 0.05;

    /// <summary>The score that at most <see cref="FalseAlarms"/> of these are above.</summary>
    public static double Threshold(IEnumerable<double> clean)
    {
        double[] sorted = [.. clean.Order()];
        return sorted[sorted.Length - 1 - (int)(FalseAlarms * sorted.Length)];
    }

    /// <summary>The figures.</summary>
    /// <param name="id">First part of the ids.</param>
    /// <param name="fitted">Scores of the clean records the threshold is chosen on; larger is more suspicious.</param>
    /// <param name="heldOut">Scores of other clean records.</param>
    /// <param name="statically">Scores of inputs that break the model, by an attacker who does not know the detector.</param>
    /// <param name="adaptively">The same by one who does.</param>
    /// <param name="attacked">Records that each attacker tried.</param>
    public static IEnumerable<Measurement> Of(
        string id, double[] fitted, double[] heldOut, double[] statically, double[] adaptively, int attacked)
    {
        var threshold = Threshold(fitted);
        var unseen = (Static: Unseen(statically), Adaptive: Unseen(adaptively));
        return
        [
            Measurement.Part($"{id}.false-alarms", heldOut.Count(score => score > threshold), heldOut.Length) with { LargerIsBetter = false },
            Measurement.Part($"{id}.static-detected", statically.Length - unseen.Static, statically.Length),
            Measurement.Part($"{id}.adaptive-detected", adaptively.Length - unseen.Adaptive, adaptively.Length),
            Measurement.Part($"{id}.static-unseen-success", unseen.Static, attacked) with { LargerIsBetter = false },

            // Who knows the detector may also leave it alone.
            Measurement.Part($"{id}.adaptive-unseen-success", Math.Max(unseen.Static, unseen.Adaptive), attacked) with { LargerIsBetter = false },
        ];

        int Unseen(double[] scores) => scores.Count(score => score <= threshold);
    }
}
