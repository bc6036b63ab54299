namespace FederatedSecure.Statistics.Multiplicity;

/// <summary>
/// Many tests at once (Benjamini &amp; Hochberg, JRSS B 1995): of the hypotheses that are rejected at q, on average at most the part q is
/// rejected wrongly, where the tests are independent or positively dependent.
/// </summary>
/// <remarks>With the ordered p₍₁₎ ≤ … ≤ p₍ₘ₎, the adjusted value of p₍ᵢ₎ is min over j ≥ i of m·p₍ⱼ₎/j. {0.01, 0.02, 0.03}: {0.03, 0.03, 0.03}.</remarks>
public static class BenjaminiHochberg
{
    /// <summary>The adjusted p-values in the order of the given ones: what is at most q is rejected at q.</summary>
    /// <param name="pValues">From 0 to 1.</param>
    public static double[] Adjust(ReadOnlySpan<double> pValues)
    {
        var sorted = pValues.ToArray();
        if (Array.Exists(sorted, p => !(p is >= 0 and <= 1)))
        {
            throw new ArgumentException("A p-value lies from 0 to 1.", nameof(pValues));
        }

        var order = Enumerable.Range(0, sorted.Length).ToArray();
        Array.Sort(sorted, order);
        var adjusted = new double[sorted.Length];
        var least = 1.0;
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            least = Math.Min(least, sorted[i] * sorted.Length / (i + 1));
            adjusted[order[i]] = least;
        }

        return adjusted;
    }
}
