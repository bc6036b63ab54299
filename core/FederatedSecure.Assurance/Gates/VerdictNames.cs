namespace FederatedSecure.Assurance.Gates;

/// <summary>Verdicts in print.</summary>
public static class VerdictNames
{
    /// <summary>PASS, FAIL, INCONCLUSIVE, INVALID or SKIPPED.</summary>
    public static string Name(this Verdict verdict) => verdict switch
    {
        Verdict.Pass => "PASS",
        Verdict.Fail => "FAIL",
        Verdict.Inconclusive => "INCONCLUSIVE",
        Verdict.Skipped => "SKIPPED",
        _ => "INVALID",
    };
}
