namespace FederatedSecure.Lab.Simulation.Scenarios;

/// <summary>What the attackers do.</summary>
/// <param name="Label">Name in tables.</param>
/// <param name="Attack">The attack; null if they are honest after all.</param>
/// <param name="KnowsAll">Whether attackers see all honest updates of the round, or each of them only its own.</param>
/// <param name="CarriesMomentum">Whether attackers that train carry worker momentum like the honest sites, or send what a round's training gave.</param>
/// <param name="Source">How it is written in the scenario, without spaces.</param>
internal sealed record AttackSpec(string Label, NamedSpec? Attack, bool KnowsAll, bool CarriesMomentum, string Source)
{
    /// <summary>Name of having no attack.</summary>
    public const string None = "none";
}
