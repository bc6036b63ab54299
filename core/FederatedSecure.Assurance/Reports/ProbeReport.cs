using System.Collections.Immutable;
using System.Text.Json.Serialization;
using FederatedSecure.Assurance.Measurements;

namespace FederatedSecure.Assurance.Reports;

/// <summary>One probe of a report: what it is, how it ended, what it found.</summary>
/// <param name="Id">Its name, stable over versions, as "evasion.pgd-linf".</param>
/// <param name="Class">What it looks for.</param>
/// <param name="Title">What it does, in a few words.</param>
/// <param name="Reference">The paper that it follows.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Seed">Everything random in it followed from this number.</param>
/// <param name="Seconds">How long it took on the wall clock; 0 where it was not run.</param>
public sealed record ProbeReport(
    string Id, ProbeClass Class, string Title, string Reference, ProbeOutcome Outcome, ulong Seed, double Seconds)
{
    /// <summary>Why it was skipped or failed; null where it ran.</summary>
    public string? Reason { get; init; }

    /// <summary>Records whose logits were computed; null where nobody counted.</summary>
    public long? Forward { get; init; }

    /// <summary>Records whose gradients were computed; null where nobody counted.</summary>
    public long? Backward { get; init; }

    /// <summary>Techniques and risks of public catalogues that it stands for, as "AML.T0015" or "ML01:2023".</summary>
    [JsonRequired]
    public ImmutableArray<string> Taxa { get; init; } = [];

    /// <summary>The figures.</summary>
    [JsonRequired]
    public ImmutableArray<Measurement> Measurements { get; init; } = [];

    /// <summary>To be drawn.</summary>
    [JsonRequired]
    public ImmutableArray<Curve> Curves { get; init; } = [];

    /// <summary>What a reader has to know, as whole sentences.</summary>
    [JsonRequired]
    public ImmutableArray<string> Notes { get; init; } = [];
}
