namespace FederatedSecure.Aggregation.Planning;

/// <summary>What a job can promise against poisoning.</summary>
public enum RobustnessLevel
{
    /// <summary>Every site is bounded by the clip norm and nothing else: too few buckets, or a rule without tolerance.</summary>
    NormBoundOnly,

    /// <summary>The attackers that were claimed are stood with high probability, but some ways to fall into buckets are too many.</summary>
    Likely,

    /// <summary>The attackers that were claimed are stood however they fall into buckets.</summary>
    Guaranteed,
}
