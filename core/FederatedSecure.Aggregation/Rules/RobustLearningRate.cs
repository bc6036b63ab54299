using FederatedSecure.Aggregation.Columns;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// The mean, turned around at every coordinate where |Σ sign(x_i)| is below a threshold θ: what few agree on is unlearned (Ozdayi,
/// Kantarcioglu, Gel, "Defending against backdoors in federated learning with robust learning rate", AAAI 2021).
/// </summary>
/// <remarks>
/// Against backdoors, θ above the number of bad inputs. No breakdown point: one large input moves the mean, and where inputs
/// differ much, much of the step is turned around.
/// </remarks>
/// <example>x = (1, 1), (2, −1), (3, −3) with θ = 2: the mean (2, −1) becomes (2, 1).</example>
public sealed class RobustLearningRate : AggregationRule
{
    private readonly double _threshold;

    private RobustLearningRate(double threshold)
        : base("rlr", new RuleTraits(true, RuleNeeds.None, Breakdown.None, "n·d")) => _threshold = threshold;

    internal static RuleEntry Entry { get; } = new("rlr", "threshold", parameters => new RobustLearningRate(parameters.Real("threshold", 0)));

    internal override AggregationPlan Plan(PointSet points, int f) => AggregationPlan.Columns(points, new SignedMeanColumn(_threshold));
}
