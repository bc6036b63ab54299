namespace FederatedSecure.Privacy;

/// <summary>
/// What an auditor's guesses about one trained model say of ε: Steinke, Nasr &amp; Jagielski, "Privacy auditing with one (1) training run"
/// (NeurIPS 2023), theorem 5.2 and the program of its appendix D. Each of m canaries takes part in the training or not by a fair coin
/// of its own; the auditor guesses r of the coins, v of them rightly.
/// </summary>
/// <remarks>
/// Valid for every training and every way of guessing, as long as the coins are independent and fair, and r is fixed before the coins
/// are looked at. Neighbours differ by one canary that is there or not. A bound of 0 says that the audit saw nothing, not that there
/// is nothing to see.
/// </remarks>
/// <example>1,000 canaries, 100 guesses, all right, δ = 0, significance 0.05: q^100 = 0.05, so that ε ≥ ln(q/(1 − q)) = 3.493.</example>
public static class OneRunAudit
{
    private const int Halvings = 60;

    /// <summary>The largest ε that the guesses refute; 0 where they refute nothing.</summary>
    /// <param name="canaries">m, at least 0.</param>
    /// <param name="guesses">r, 0 to m.</param>
    /// <param name="correct">v, 0 to r.</param>
    /// <param name="delta">δ, from 0 to 1.</param>
    /// <param name="significance">Probability of refuting an ε that holds, strictly between 0 and 1.</param>
    public static double LowerBound(long canaries, long guesses, long correct, double delta, double significance)
    {
        return FirstNotRefuted(epsilon => PValue(canaries, guesses, correct, epsilon, delta), significance);
    }

    /// <summary>
    /// The same where a coin decides whether a canary takes part or <b>another record in its place</b>, with ε and δ still those of a
    /// record that is there or not: two such steps lead from one data set to the other, so that training is (2ε, (1 + e^ε)·δ)-private
    /// for a coin.
    /// </summary>
    /// <inheritdoc cref="LowerBound" path="/param"/>
    public static double ReplacementLowerBound(long canaries, long guesses, long correct, double delta, double significance)
    {
        Require(canaries, guesses, correct, delta);
        return FirstNotRefuted(
            epsilon => PValue(canaries, guesses, correct, 2 * epsilon, Math.Min(1, (1 + Math.Exp(epsilon)) * delta)), significance);
    }

    /// <summary>
    /// If training were (ε, δ)-private, v or more right guesses would have at most this probability:
    /// P(B ≥ v) + 2mδ·max_i P(v − i ≤ B &lt; v)/i, where B is binomial with r trials and success q = e^ε/(1 + e^ε).
    /// </summary>
    /// <param name="canaries">m.</param>
    /// <param name="guesses">r.</param>
    /// <param name="correct">v.</param>
    /// <param name="epsilon">ε, 0 or more.</param>
    /// <param name="delta">δ.</param>
    public static double PValue(long canaries, long guesses, long correct, double epsilon, double delta)
    {
        Require(canaries, guesses, correct, delta);
        if (!(epsilon >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "ε is 0 or more.");
        }

        // In logarithms: 1 − q is nothing to a double long before it is nothing to the sum.
        var logWrong = -epsilon - SpecialFunctions.Log1p(Math.Exp(-epsilon));
        var logRight = -SpecialFunctions.Log1p(Math.Exp(-epsilon));
        var logTrials = SpecialFunctions.LogFactorial(guesses);

        var below = 0.0;
        var steepest = 0.0;
        for (var i = 1L; i <= correct; i++)
        {
            below += Mass(correct - i);
            steepest = Math.Max(steepest, below / i);
        }

        var atLeast = 0.0;
        for (var k = guesses; k >= correct; k--)
        {
            atLeast += Mass(k);
        }

        return Math.Min(1, atLeast + (2.0 * canaries * delta * steepest));

        double Mass(long k) => Math.Exp(
            logTrials - SpecialFunctions.LogFactorial(k) - SpecialFunctions.LogFactorial(guesses - k)
            + (k == 0 ? 0 : k * logRight) + (k == guesses ? 0 : (guesses - k) * logWrong));
    }

    /// <summary>
    /// The probability need not rise with ε everywhere because of its second part, so that the first ε that is not refuted counts.
    /// </summary>
    private static double FirstNotRefuted(Func<double, double> pValue, double significance)
    {
        if (!(significance is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(significance), significance, "A significance lies strictly between 0 and 1.");
        }

        var high = 0.0;
        while (pValue(high) < significance)
        {
            high++;
        }

        if (high == 0)
        {
            return 0;
        }

        var low = high - 1;
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = pValue(middle) < significance ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static void Require(long canaries, long guesses, long correct, double delta)
    {
        if (correct < 0 || correct > guesses || guesses > canaries)
        {
            throw new ArgumentException($"There must be no more right guesses than guesses, and no more guesses than canaries: {correct} of {guesses} of {canaries} were given.");
        }

        if (!(delta is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "δ lies between 0 and 1.");
        }
    }
}
