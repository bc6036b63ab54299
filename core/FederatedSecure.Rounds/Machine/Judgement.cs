namespace FederatedSecure.Rounds.Machine;

/// <summary>What an operator says about a site, whatever its scores. Stored by name: do not rename.</summary>
public enum Judgement
{
    /// <summary>It takes part.</summary>
    Pardon,

    /// <summary>It is left out.</summary>
    Exclude,

    /// <summary>Nothing: it starts anew, without a past.</summary>
    Reset,
}
