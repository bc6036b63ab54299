namespace FederatedSecure.Lab.RedTeam.Evasion.Ensemble;

/// <summary>One member of the ensemble.</summary>
/// <param name="Name">Of the attack.</param>
/// <param name="Attacked">Records that the ones before had left.</param>
/// <param name="Broken">How many of them it broke.</param>
internal readonly record struct MemberOutcome(string Name, int Attacked, int Broken);
