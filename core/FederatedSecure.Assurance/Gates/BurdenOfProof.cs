namespace FederatedSecure.Assurance.Gates;

/// <summary>What a rule does where the confidence interval lies on both sides of its threshold.</summary>
public enum BurdenOfProof
{
    /// <summary>The model has to prove that it is good: the rule is inconclusive until more samples decide.</summary>
    Model,

    /// <summary>The attacker has to prove that it is bad: the rule passes until the whole interval is on the wrong side. For audits, which look for a contradiction.</summary>
    Attacker,
}
