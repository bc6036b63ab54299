namespace FederatedSecure.Rounds.Machine;

/// <summary>Why an event was not taken.</summary>
public enum Rejection
{
    /// <summary>That attempt is over, or has never been.</summary>
    RoundClosed = 1,

    /// <summary>The site is not in the attempt's cohort.</summary>
    NotInCohort,

    /// <summary>The site has answered otherwise already: an update is final, and so are a refusal and a failure.</summary>
    AlreadyAnswered,

    /// <summary>It is about another model than the plan's.</summary>
    WrongModel,

    /// <summary>The job is over.</summary>
    JobEnded,

    /// <summary>The site holds no shares of this attempt.</summary>
    NotAHolder,
}
