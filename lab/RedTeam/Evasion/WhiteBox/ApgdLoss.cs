namespace FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;

/// <summary>What APGD makes large.</summary>
internal enum ApgdLoss
{
    /// <summary>The cross-entropy.</summary>
    CrossEntropy,

    /// <summary>The difference of logits ratio, which does not depend on the scale of the logits.</summary>
    LogitsRatio,

    /// <summary>Its targeted form, for each of the other classes in a run of its own.</summary>
    TargetedLogitsRatio,
}
