namespace FederatedSecure.Learning.Tests.Private;

/// <summary>
/// What the guesses of an auditor say about ε: Steinke, Nasr and Jagielski, "Privacy auditing with one (1) training run" (NeurIPS 2023),
/// theorem 5.2 and the program of its appendix D. Each of m canaries takes part or not by a fair coin; the auditor guesses r of the coins
/// from the one trained model. Were training (ε, δ)-private, v right guesses would have at most the probability below.
/// </summary>
internal static class OneRunAudit
{
    /// <summary>The largest ε that the guesses refute at a significance; 0 where they refute nothing.</summary>
    /// <param name="canaries">m.</param>
    /// <param name="guesses">r.</param>
    /// <param name="correct">v.</param>
    /// <param name="delta">δ.</param>
    /// <param name="significance">Probability of refuting an ε that holds.</param>
    public static double LowerBound(int canaries, int guesses, int correct, double delta, double significance)
    {
        var (low, high) = (0.0, 40.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Probability(canaries, guesses, correct, middle, delta) < significance ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>At most so probable are v or more right guesses: P(B ≥ v) + 2mδ·max_i P(v − i ≤ B &lt; v)/i, B binomial with e^ε/(1 + e^ε).</summary>
    private static double Probability(int m, int r, int v, double epsilon, double delta)
    {
        var q = 1 / (1 + Math.Exp(-epsilon));
        var (alpha, sum) = (0.0, 0.0);
        for (var i = 1; i <= v; i++)
        {
            sum += Mass(r, v - i, q);
            alpha = Math.Max(alpha, sum / i);
        }

        var beta = Enumerable.Range(v, r - v + 1).Sum(k => Mass(r, k, q));
        return Math.Min(1, beta + (2 * m * delta * alpha));
    }

    private static double Mass(int n, int k, double q)
    {
        var logarithm = (k * Math.Log(q)) + ((n - k) * Math.Log(1 - q));
        for (var i = 1; i <= Math.Min(k, n - k); i++)
        {
            logarithm += Math.Log((double)(n - i + 1) / i);
        }

        return Math.Exp(logarithm);
    }
}
