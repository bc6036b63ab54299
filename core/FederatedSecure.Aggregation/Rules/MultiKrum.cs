using System.Globalization;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// The mean of the m inputs with the lowest scores of <see cref="Krum"/>, by default of n − f (Blanchard et al., NeurIPS 2017).
/// </summary>
/// <remarks>
/// Averages noise away that Krum keeps. Scores are not computed again as inputs are chosen.
/// </remarks>
/// <example>x = 0, 1, 3, 10 with f = 1: the scores are 10, 5, 13, 130; the mean of 0, 1 and 3 is 4/3.</example>
public sealed class MultiKrum : AggregationRule
{
    private readonly bool _isPaper;
    private readonly int? _m;

    private MultiKrum(bool isPaper, int? m)
        : base("multi-krum", new RuleTraits(true, RuleNeeds.F | RuleNeeds.Distances, KrumScores.Breakdown(isPaper), "n²·d")) =>
        (_isPaper, _m) = (isPaper, m);

    internal static RuleEntry Entry { get; } = new(
        "multi-krum",
        KrumScores.Parameters + ", m [n − f]",
        parameters => new MultiKrum(KrumScores.IsPaper(parameters), parameters.Has("m") ? parameters.Whole("m", 1, int.MaxValue) : null));

    /// <inheritdoc/>
    public override string? Problem(int n, int f) => base.Problem(n, f) ?? (_m > n
        ? string.Create(CultureInfo.InvariantCulture, $"\"multi-krum\" cannot average m = {_m} of n = {n} inputs: take m = {n - f} at most.")
        : null);

    internal override AggregationPlan Plan(PointSet points, int f) => AggregationPlan.Of(Mixtures.Mean(
        points.Points, Ranks.Lowest(KrumScores.Of(points.Geometry, f, _isPaper), _m ?? points.Inputs - f)));
}
