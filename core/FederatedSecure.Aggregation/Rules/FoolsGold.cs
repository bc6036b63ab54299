using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// Weighs inputs down whose senders' histories point the same way: cs_ij the cosine of the histories, v_i = max_j cs_ij, cs_ij ←
/// cs_ij·v_i/v_j where v_j &gt; v_i (pardons the honest), α_i = 1 − max_j cs_ij, divided by the largest, then ln(α_i/(1 − α_i)) +
/// ½, each kept within 0 … 1; Σ α_i x_i / Σ α_i (Fung, Yoon and Beschastnikh, "The limitations of federated learning in Sybil
/// settings", RAID 2020, algorithm 1).
/// </summary>
/// <remarks>
/// Stands any number of sybils that pursue one aim, and nothing else: a single attacker gets full weight. Needs honest sites with
/// different data, and every site's history, which means single updates in plain. The paper adds Σ α_i x_i without dividing
/// (<c>divide: "nothing"</c>), which makes the step grow with the number of sites. The history of a site is the sum of what it
/// sent, this round included; without histories this round stands for all. Cosines within 1e-9 of 1 are 1. Where all weights are 0
/// the result is zeros.
/// </remarks>
/// <example>x = (1, 0), (0, 1), (0, 1): the last two have cosine 1 and weight 0, the result is (1, 0).</example>
public sealed class FoolsGold : AggregationRule
{
    private const double Alike = 1e-9;
    private readonly bool _divides;

    private FoolsGold(bool divides)
        : base("foolsgold", new RuleTraits(false, RuleNeeds.Inspection | RuleNeeds.History, Breakdown.None, "n²·d") { Extras = [ExtraPoint.History] }) =>
        _divides = divides;

    internal static RuleEntry Entry { get; } = new(
        "foolsgold",
        "history [this round's vectors], divide [\"weights\"] or \"nothing\"",
        parameters => new FoolsGold(parameters.Choice("divide", "weights", "nothing") == "weights"));

    internal override AggregationPlan Plan(PointSet points, int f)
    {
        var first = points.Has(ExtraPoint.History) ? points.Extra(ExtraPoint.History) : 0;
        if (first > 0 && points.Points - first != points.Inputs)
        {
            throw new ArgumentException("\"foolsgold\" needs one history for each input: do not merge inputs before it.");
        }

        var products = points.Products(GramReference.Origin);
        var weights = new double[points.Points];
        var alphas = Weights(points.Inputs, (i, j) => products.Cosine(first + i, first + j));
        alphas.CopyTo(weights, 0);
        var total = _divides ? alphas.Sum() : 1;
        return AggregationPlan.Of(Mixtures.Row(weights, total == 0 ? 1 : total));
    }

    private static double[] Weights(int n, Func<int, int, double> cosine)
    {
        var (similarity, most) = (new double[n, n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            most[i] = double.NegativeInfinity;
            for (var j = 0; j < n; j++)
            {
                similarity[i, j] = i == j ? 0 : cosine(i, j);
                most[i] = i == j ? most[i] : Math.Max(most[i], similarity[i, j]);
            }
        }

        var alphas = new double[n];
        for (var i = 0; i < n; i++)
        {
            var largest = double.NegativeInfinity;
            for (var j = 0; j < n; j++)
            {
                var pardoned = most[j] > most[i] && most[j] != 0 ? similarity[i, j] * most[i] / most[j] : similarity[i, j];
                largest = i == j ? largest : Math.Max(largest, pardoned);
            }

            // The division below would make a difference of what rounding has left.
            alphas[i] = 1 - largest < Alike ? 0 : Math.Min(1 - largest, 1);
        }

        var highest = alphas.Max();
        return highest == 0 ? alphas : Array.ConvertAll(alphas, alpha => Logit(alpha / highest));
    }

    private static double Logit(double alpha) => alpha <= 0 ? 0 : alpha >= 1 ? 1 : Math.Clamp(Math.Log(alpha / (1 - alpha)) + 0.5, 0, 1);
}
