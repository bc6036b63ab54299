using FederatedSecure.Aggregation.Columns;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// Coordinate by coordinate sign(Σ sign(x_i)), which is −1, 0 or 1 (Bernstein et al., "signSGD with majority vote is communication
/// efficient and fault tolerant", ICLR 2019).
/// </summary>
/// <remarks>Says nothing about how far: the step size is the server's business. An input has one vote whatever it sends.</remarks>
/// <example>x = 1, −2, 7, 0: two votes for, one against, the result is 1.</example>
public sealed class SignMajority() : AggregationRule("sign-majority", new RuleTraits(true, RuleNeeds.None, Breakdown.Half, "n·d"))
{
    internal static RuleEntry Entry { get; } = new("sign-majority", "", _ => new SignMajority());

    internal override AggregationPlan Plan(PointSet points, int f) => AggregationPlan.Columns(points, SignMajorityColumn.Instance);
}
