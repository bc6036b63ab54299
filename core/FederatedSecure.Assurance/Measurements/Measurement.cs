using System.Text.Json.Serialization;
using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Assurance.Measurements;

/// <summary>One measured figure with the bounds that a decision may rest on.</summary>
/// <param name="Id">What was measured, stable over versions: class, probe, figure, as in "evasion.pgd.accuracy".</param>
/// <param name="Value">The figure; NaN where there is none, and then <see cref="Problem"/> says why.</param>
/// <param name="Lower">Lower confidence bound; the value itself where it is exact.</param>
/// <param name="Upper">Upper confidence bound.</param>
/// <param name="Samples">On how many records, queries or runs it rests.</param>
public sealed record Measurement(string Id, double Value, double Lower, double Upper, long Samples)
{
    /// <summary>Under which conditions, as "linf, eps 0.3"; the same id may be measured under several. Empty for none.</summary>
    [JsonRequired]
    public string Setting { get; init; } = "";

    /// <summary>Whether a larger figure is the better one: true for accuracy under attack, false for an attack's success.</summary>
    [JsonRequired]
    public bool LargerIsBetter { get; init; } = true;

    /// <summary>Why the figure means nothing: a control failed, too few samples, an undefined ratio. Null for a good one. Never passes a gate.</summary>
    public string? Problem { get; init; }

    /// <summary>A part of samples, with its two-sided Clopper-Pearson interval.</summary>
    /// <param name="id">What was measured.</param>
    /// <param name="successes">How many of the trials, 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">How many were tried; with 0 the figure is undefined.</param>
    /// <param name="confidence">Of the interval.</param>
    public static Measurement Part(string id, long successes, long trials, double confidence = 0.95)
    {
        if (trials == 0)
        {
            return Undefined(id, "there are no samples to measure it on");
        }

        var interval = ClopperPearson.TwoSided(successes, trials, confidence);
        return new Measurement(id, (double)successes / trials, interval.Lower, interval.Upper, trials);
    }

    /// <summary>A figure without sampling error: a count, a distance that was computed, a bound.</summary>
    public static Measurement Exact(string id, double value, long samples) =>
        double.IsNaN(value) ? Undefined(id, "it is not a number") : new Measurement(id, value, value, value, samples);

    /// <summary>No figure.</summary>
    /// <param name="id">What was to be measured.</param>
    /// <param name="problem">Why there is none, as the end of a sentence.</param>
    public static Measurement Undefined(string id, string problem) => new(id, double.NaN, double.NaN, double.NaN, 0) { Problem = problem };
}
