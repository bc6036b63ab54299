using System.Globalization;

namespace FederatedSecure.Assurance.Gates;

/// <summary>
/// One demand on a report. Which figures it means is said by <see cref="Measurement"/> and <see cref="Setting"/>; each of them has to meet
/// every threshold that is given.
/// </summary>
/// <param name="Measurement">Id of the figures; "*" stands for any characters, as in "evasion.*.accuracy".</param>
public sealed record GateRule(string Measurement)
{
    /// <summary>Setting of the figures, with "*" as above; null for every setting.</summary>
    public string? Setting { get; init; }

    /// <summary>The figure is at least this.</summary>
    public double? AtLeast { get; init; }

    /// <summary>The figure is at most this.</summary>
    public double? AtMost { get; init; }

    /// <summary>The figure is worse than the last release's by at most this much, in its own unit.</summary>
    public double? NoWorseThanBaselineBy { get; init; }

    /// <summary>Whether a figure that was not measured is a fault of the report. Otherwise the rule is skipped.</summary>
    public bool IsRequired { get; init; } = true;

    /// <summary>What has to be certain.</summary>
    public BurdenOfProof Proof { get; init; }

    /// <summary>Why the rule is there, for whoever reads the verdict.</summary>
    public string? Because { get; init; }

    /// <summary>The demand in words, as "at least 0.5".</summary>
    public string Demand => string.Join(" and ", Demands());

    private IEnumerable<string> Demands()
    {
        if (AtLeast is { } least)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"at least {least}");
        }

        if (AtMost is { } most)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"at most {most}");
        }

        if (NoWorseThanBaselineBy is { } slack)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"worse than the last release by at most {slack}");
        }
    }
}
