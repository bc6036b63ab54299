using System.Globalization;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// The mean of the n − f inputs nearest to one that is trusted, the pivot, itself included (Farhadkhani et al., "Robust collaborative
/// learning with linear gradient overhead", ICML 2023).
/// </summary>
/// <remarks>As good as the pivot: with an honest one, f &lt; n/2 bad inputs are stood. Equally near: the lowest index.</remarks>
/// <example>x = 0, 1, 3, 10 with f = 1 and pivot 1: nearest to 1 are 1, 0 and 3, their mean is 4/3.</example>
public sealed class MonNa : AggregationRule
{
    private readonly int _pivot;

    private MonNa(int pivot)
        : base("monna", new RuleTraits(true, RuleNeeds.F | RuleNeeds.Inspection, Breakdown.Half, "n·d")) => _pivot = pivot;

    internal static RuleEntry Entry { get; } = new("monna", "pivot (index of a trusted input)", parameters => new MonNa(parameters.Whole("pivot", 0, int.MaxValue)));

    /// <inheritdoc/>
    public override string? Problem(int n, int f) => base.Problem(n, f) ?? (_pivot >= n
        ? string.Create(CultureInfo.InvariantCulture, $"\"monna\" has no input {_pivot} to pivot on: of n = {n} inputs the last is {n - 1}.")
        : null);

    internal override AggregationPlan Plan(PointSet points, int f) => AggregationPlan.Of(Mixtures.Mean(
        points.Points, Ranks.Lowest(points.SquaredDistancesFrom(Mixtures.Select(points.Points, [_pivot])), points.Inputs - f)));
}
