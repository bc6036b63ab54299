namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>
/// RMIA (Zarifzadeh, Liu &amp; Shokri, "Low-cost high-power membership inference attacks", ICML 2024): how many records z of a population
/// a record x dominates, that is Pr_z[LR(x)/LR(z) &gt; γ], where LR(x) = p(x | θ)/p(x) and p is the probability of the true class.
/// </summary>
/// <remarks>
/// Online, p(x) is the mean over models with and without x. Offline, those with x are guessed from those without:
/// p(x) = ½·((1 + a)·p_out(x) + (1 − a)). As every x meets the same population, the score rises with LR(x) alone: which records z are
/// taken decides how finely it is told, and gives no advantage, so that records under attack may serve.
/// </remarks>
internal static class RelativeMembership
{
    /// <summary>γ, as in the authors' program.</summary>
    public const double Gamma = 1;

    /// <summary>The grid on which a is chosen.</summary>
    private static readonly double[] Corrections = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

    /// <summary>The part of a population that each record dominates.</summary>
    /// <param name="target">p(x | θ) of every record.</param>
    /// <param name="reference">p(x) of every record.</param>
    /// <param name="population">Places of the records z.</param>
    /// <param name="gamma">γ, 1 or more.</param>
    public static double[] Scores(double[] target, double[] reference, int[] population, double gamma = Gamma)
    {
        var ratios = target.Zip(reference, (p, mean) => p / Math.Max(mean, double.Epsilon)).ToArray();
        var sorted = Array.ConvertAll(population, place => ratios[place]);
        Array.Sort(sorted);
        return Array.ConvertAll(ratios, ratio => (double)Below(sorted, ratio / gamma) / sorted.Length);
    }

    /// <summary>p(x), online: ½·(p_in + p_out).</summary>
    public static double[] Online(ShadowModels shadows) => Average(shadows, without: -1, (inside, outside) => (inside + outside) / 2);

    /// <summary>p(x), offline.</summary>
    /// <param name="shadows">Only those without x are asked about x.</param>
    /// <param name="correction">a, 0 to 1: how much p_out says of p_in.</param>
    /// <param name="without">A model that is not asked; −1 for none.</param>
    public static double[] Offline(ShadowModels shadows, double correction, int without = -1) =>
        Average(shadows, without, (_, outside) => (((1 + correction) * outside) + (1 - correction)) / 2);

    /// <summary>The a that attacks a shadow model best, of which the attacker knows who was trained on.</summary>
    public static double Tune(ShadowModels shadows, int[] population)
    {
        var target = Probabilities(shadows.Confidences(0));
        return Corrections.MaxBy(correction =>
            new RocCurve(MembershipScores.Of(Scores(target, Offline(shadows, correction, without: 0), population), shadows.Membership(0))).Auc);
    }

    /// <summary>p_y of every record.</summary>
    public static double[] Probabilities(double[] confidences) => Array.ConvertAll(confidences, ScaledConfidence.Probability);

    private static double[] Average(ShadowModels shadows, int without, Func<double, double, double> combine)
    {
        var means = new double[shadows.Records];
        for (var record = 0; record < means.Length; record++)
        {
            double[] sums = [0, 0];
            int[] counts = [0, 0];
            for (var model = 0; model < shadows.Count; model++)
            {
                if (model != without)
                {
                    var side = shadows.IsIn(model, record) ? 0 : 1;
                    sums[side] += ScaledConfidence.Probability(shadows.Confidence(model, record));
                    counts[side]++;
                }
            }

            means[record] = combine(sums[0] / Math.Max(1, counts[0]), sums[1] / Math.Max(1, counts[1]));
        }

        return means;
    }

    private static int Below(double[] sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
