using System.Collections.Immutable;

namespace FederatedSecure.Rounds.Machine;

/// <summary>What a robust rule made of a round's inputs.</summary>
/// <param name="Rule">The rule with what came before it, for people.</param>
/// <param name="Tolerated">Bad inputs that it stood.</param>
/// <param name="Expected">Bad inputs that there may have been, by the number of attackers that the job's owner claimed.</param>
/// <param name="Inputs">What became of each input.</param>
public sealed record MergeReport(string Rule, int Tolerated, int Expected, ImmutableArray<InputVerdict> Inputs)
{
    /// <summary>How far the members of each input go along with the result, added up; empty where nobody looked.</summary>
    public ImmutableArray<double> Alignment { get; init; } = [];

    /// <summary>How far they go along the direction in which inputs differ most, added up; empty where nobody looked.</summary>
    public ImmutableArray<double> Spectral { get; init; } = [];
}
