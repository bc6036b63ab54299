namespace FederatedSecure.Rounds.Machine;

/// <summary>What became of a share holder while a round is opened.</summary>
public enum HolderOutcome
{
    /// <summary>Is asked, has not answered yet.</summary>
    Asked = 1,

    /// <summary>Its answer is there.</summary>
    Answered,

    /// <summary>It saw something wrong, or its own policy said no.</summary>
    Refused,

    /// <summary>Gave no sign of life, or is no member any more.</summary>
    Lost,

    /// <summary>Its answer did not fit those of the others.</summary>
    Wrong,
}
