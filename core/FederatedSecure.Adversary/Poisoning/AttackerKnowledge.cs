namespace FederatedSecure.Adversary.Poisoning;

/// <summary>What an attacker must know for an attack, beside the number of coordinates.</summary>
[Flags]
public enum AttackerKnowledge
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The honest updates of the malicious sites themselves: what a real client always knows.</summary>
    OwnUpdates = 1,

    /// <summary>
    /// Updates of other sites, so that their mean or spread can be seen. With all of them the attacker is omniscient, which no
    /// secure aggregation allows; with a few (colluding sites that pool their own) it estimates.
    /// </summary>
    OtherUpdates = 2,

    /// <summary>The rule with which the server aggregates.</summary>
    Rule = 4,

    /// <summary>What the last round did to the global model.</summary>
    GlobalDelta = 8,
}
