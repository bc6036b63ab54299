namespace FederatedSecure.Rounds.Machine;

/// <summary>How an attempt ended.</summary>
public enum RoundOutcome
{
    /// <summary>A model was published; every site of the cohort is in it, or was not needed after as many reports as the job asks for.</summary>
    Completed = 1,

    /// <summary>A model was published, but the round went on without somebody.</summary>
    CompletedDegraded,

    /// <summary>Nothing was published.</summary>
    Abandoned,
}
