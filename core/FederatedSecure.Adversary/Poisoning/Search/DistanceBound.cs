namespace FederatedSecure.Adversary.Poisoning;

/// <summary>Which honest update's distances to the others bound the malicious one's.</summary>
public enum DistanceBound
{
    /// <summary>The most central one's: the attack is not further out than the innermost honest update.</summary>
    Min,

    /// <summary>The outermost one's.</summary>
    Max,
}
