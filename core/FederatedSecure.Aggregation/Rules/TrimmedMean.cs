using FederatedSecure.Aggregation.Columns;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// Coordinate by coordinate the mean of what is left without the f smallest and the f largest values (Yin et al.,
/// "Byzantine-robust distributed learning: towards optimal statistical rates", ICML 2018).
/// </summary>
/// <remarks>
/// Every coordinate stays between honest ones while at most f &lt; n/2 inputs are bad. (f, κ)-robust with
/// κ = 6f/(n − 2f)·(1 + f/(n − 2f)) (Allouah et al., AISTATS 2023).
/// </remarks>
/// <example>x = 1, 2, 6, 100 with f = 1: the mean of 2 and 6 is 4.</example>
public sealed class TrimmedMean() : AggregationRule("trimmed-mean", new RuleTraits(true, RuleNeeds.F, Breakdown.Half, "n·log²n·d"))
{
    internal static RuleEntry Entry { get; } = new("trimmed-mean", "", _ => new TrimmedMean());

    internal override AggregationPlan Plan(PointSet points, int f) => AggregationPlan.Columns(points, new TrimmedMeanColumn(f));
}
