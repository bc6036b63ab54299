using System.Collections.Immutable;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Lab.Simulation.Grid;

/// <summary>What came of a cell.</summary>
/// <param name="Fingerprint">Of the cell.</param>
/// <param name="Rule">Label of the rule.</param>
/// <param name="Attack">Label of the attack.</param>
/// <param name="Settings">The other axes, for people.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Failure">Why the job ended early; empty if it did not.</param>
/// <param name="PublishedRounds">Rounds published.</param>
/// <param name="AbandonedAttempts">Attempts that came to nothing.</param>
/// <param name="Evaluations">The model's quality over rounds.</param>
/// <param name="Seconds">Time it took; depends on the machine.</param>
internal sealed record CellResult(
    Digest Fingerprint,
    string Rule,
    string Attack,
    string Settings,
    ulong Seed,
    string Failure,
    int PublishedRounds,
    int AbandonedAttempts,
    ImmutableArray<Evaluation> Evaluations,
    double Seconds)
{
    /// <summary>Mean accuracy over the last evaluations.</summary>
    public double Score(int over) => Evaluations.TakeLast(over).Average(evaluation => evaluation.Accuracy);

    /// <summary>Mean attack success over the last evaluations; null for attacks without.</summary>
    public double? Success(int over) => Evaluations.TakeLast(over).Average(evaluation => evaluation.AttackSuccess);
}
