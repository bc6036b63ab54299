using System.Collections.Immutable;

namespace FederatedSecure.Lab.Demo.Attack;

/// <summary>How one of the two trainings under attack went.</summary>
/// <param name="Rule">How updates were merged.</param>
/// <param name="Completed">Whether the job came to its end.</param>
/// <param name="Accuracy">Part of the test digits that the last model gets right.</param>
/// <param name="AttackSuccess">Part of the digits that the attack is about which the model reads as the attacker wants; null for attacks that just want to do harm.</param>
/// <param name="PerRound">Accuracy on the sites' own validation digits after each round; null where none is known.</param>
/// <param name="BadInputs">Buckets with an attacker in them, over all rounds.</param>
/// <param name="BadShare">The part that they had, together, in what the results were made of, on average over rounds.</param>
/// <param name="Seconds">From submission to the end.</param>
internal sealed record AttackOutcome(
    string Rule,
    bool Completed,
    double Accuracy,
    double? AttackSuccess,
    ImmutableArray<double?> PerRound,
    int BadInputs,
    double BadShare,
    double Seconds);
