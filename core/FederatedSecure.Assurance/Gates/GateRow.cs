using FederatedSecure.Assurance.Measurements;

namespace FederatedSecure.Assurance.Gates;

/// <summary>What one rule says of one figure; of a figure that is not there, what follows from that.</summary>
/// <param name="Rule">The rule; null for the demand of every gate that no probe broke off.</param>
/// <param name="Subject">The figure's or the probe's id, with the setting in brackets where there is one.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Words">The verdict's grounds, as a sentence.</param>
public sealed record GateRow(GateRule? Rule, string Subject, Verdict Verdict, string Words)
{
    /// <summary>The figure; null where there is none.</summary>
    public Measurement? Measurement { get; init; }

    /// <summary>Its counterpart of the last release; null where the rule does not look at it.</summary>
    public Measurement? Baseline { get; init; }
}
