using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace FederatedSecure.Assurance.Gates;

/// <summary>A gate that was read, or everything that is wrong with it.</summary>
/// <param name="Gate">The gate; null where there are problems.</param>
/// <param name="Problems">In the order of the file; empty for a good one.</param>
public readonly record struct GateReading(Gate? Gate, ImmutableArray<GateProblem> Problems)
{
    /// <summary>Whether there is a gate.</summary>
    [MemberNotNullWhen(true, nameof(Gate))]
    public bool IsGood => Gate is not null;
}
