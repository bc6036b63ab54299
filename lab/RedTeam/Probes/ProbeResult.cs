using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;

namespace FederatedSecure.Lab.RedTeam.Probes;

/// <summary>What a probe found.</summary>
/// <param name="Measurements">The figures. A batch that failed is a <see cref="Measurement.Problem"/> of the figures it would have been part of, never a robust record.</param>
internal sealed record ProbeResult(ImmutableArray<Measurement> Measurements)
{
    /// <summary>To be drawn.</summary>
    public ImmutableArray<Curve> Curves { get; init; } = [];

    /// <summary>To be shown.</summary>
    public ImmutableArray<Picture> Pictures { get; init; } = [];

    /// <summary>What a reader has to know, as whole sentences: what an assumption was, what a figure does not say.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}
