namespace FederatedSecure.Assurance.Gates;

/// <summary>What a gate says of a measurement.</summary>
public enum Verdict
{
    /// <summary>The worse confidence bound is on the right side of the threshold.</summary>
    Pass,

    /// <summary>Both confidence bounds are on the wrong side of the threshold.</summary>
    Fail,

    /// <summary>The threshold lies within the confidence interval: more samples decide.</summary>
    Inconclusive,

    /// <summary>The measurement means nothing: a control failed, the attack erred, gradients are masked, there were no usable samples.</summary>
    Invalid,

    /// <summary>It was not measured, for a reason that is given: it does not apply to this model, or the profile leaves it out.</summary>
    Skipped,
}
