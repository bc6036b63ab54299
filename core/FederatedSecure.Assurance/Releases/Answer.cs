namespace FederatedSecure.Assurance.Releases;

/// <summary>What came of asking an evaluator about a candidate.</summary>
public enum Answer
{
    /// <summary>By its report every rule of the job's gate holds.</summary>
    Pass = 1,

    /// <summary>By its report a rule is broken.</summary>
    Fail,

    /// <summary>Nothing is broken, but not everything is decided: too few samples, not measured, an attack that erred.</summary>
    Undecided,

    /// <summary>It could not evaluate the candidate.</summary>
    Refused,
}
