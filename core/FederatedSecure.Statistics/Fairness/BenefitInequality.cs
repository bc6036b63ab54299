namespace FederatedSecure.Statistics.Fairness;

/// <summary>
/// How unequally a classifier's benefit bᵢ = ŷᵢ − yᵢ + 1 is spread over people (Speicher et al., KDD 2018): 2 for an undeserved favour, 1
/// for a right decision, 0 for a favour denied. With µ the mean of b, the generalized entropy index is
/// GE(α) = 1/(nα(α − 1))·Σ [(bᵢ/µ)^α − 1]; for α = 1, Theil's index, 1/n·Σ bᵢ/µ·ln(bᵢ/µ); for α = 0, −1/n·Σ ln(bᵢ/µ).
/// </summary>
/// <remarks>0 where all get the same, the larger the less equal. NaN where nobody gets anything; ∞ at α ≤ 0 where one person gets nothing.</remarks>
public static class BenefitInequality
{
    /// <summary>bᵢ of decisions.</summary>
    /// <param name="positive">y: whether the truth is favourable.</param>
    /// <param name="selected">ŷ: whether the decision is favourable.</param>
    public static double[] Benefits(ReadOnlySpan<bool> positive, ReadOnlySpan<bool> selected)
    {
        if (positive.Length != selected.Length)
        {
            throw new ArgumentException("There is a decision for each truth.", nameof(selected));
        }

        var benefits = new double[positive.Length];
        for (var i = 0; i < benefits.Length; i++)
        {
            benefits[i] = (selected[i] ? 1 : 0) - (positive[i] ? 1 : 0) + 1;
        }

        return benefits;
    }

    /// <summary>GE(α).</summary>
    /// <param name="benefits">Not negative, at least one.</param>
    /// <param name="alpha">Larger values look more at who gets most. 2 is half the squared coefficient of variation.</param>
    public static double GeneralizedEntropy(ReadOnlySpan<double> benefits, double alpha = 2)
    {
        if (benefits.Length == 0)
        {
            throw new ArgumentException("Inequality is among at least one person.", nameof(benefits));
        }

        var mean = 0.0;
        foreach (var benefit in benefits)
        {
            mean += benefit / benefits.Length;
        }

        var sum = 0.0;
        foreach (var benefit in benefits)
        {
            var share = benefit / mean;
            sum += alpha switch
            {
                // x·ln x goes to 0 with x.
                1 => share == 0 ? 0 : share * Math.Log(share),
                0 => -Math.Log(share),
                _ => (Math.Pow(share, alpha) - 1) / (alpha * (alpha - 1)),
            };
        }

        return sum / benefits.Length;
    }

    /// <summary>Theil's index, GE(1).</summary>
    /// <param name="benefits">Not negative, at least one.</param>
    public static double Theil(ReadOnlySpan<double> benefits) => GeneralizedEntropy(benefits, alpha: 1);

    /// <summary>√(2·GE(2)): the standard deviation of the benefit over its mean.</summary>
    /// <param name="benefits">Not negative, at least one.</param>
    public static double CoefficientOfVariation(ReadOnlySpan<double> benefits) => Math.Sqrt(2 * GeneralizedEntropy(benefits));

    /// <summary>What of GE(α) lies between groups: everybody gets the mean of his group. The rest lies within them.</summary>
    /// <param name="benefits">Not negative, at least one.</param>
    /// <param name="groups">Group of each person.</param>
    /// <param name="alpha">As of the index.</param>
    public static double BetweenGroups<TGroup>(ReadOnlySpan<double> benefits, ReadOnlySpan<TGroup> groups, double alpha = 2)
        where TGroup : notnull
    {
        if (groups.Length != benefits.Length)
        {
            throw new ArgumentException("Everybody has a group.", nameof(groups));
        }

        var sums = new Dictionary<TGroup, (double Sum, int Count)>();
        for (var i = 0; i < groups.Length; i++)
        {
            var (sum, count) = sums.GetValueOrDefault(groups[i]);
            sums[groups[i]] = (sum + benefits[i], count + 1);
        }

        var means = new double[benefits.Length];
        for (var i = 0; i < means.Length; i++)
        {
            var (sum, count) = sums[groups[i]];
            means[i] = sum / count;
        }

        return GeneralizedEntropy(means, alpha);
    }
}
