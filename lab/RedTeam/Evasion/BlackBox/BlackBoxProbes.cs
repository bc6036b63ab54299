using System.Globalization;
using FederatedSecure.Lab.RedTeam.Evasion.Physical;
using FederatedSecure.Lab.RedTeam.Evasion.Sparse;
using FederatedSecure.Lab.RedTeam.Evasion.Tabular;
using FederatedSecure.Lab.RedTeam.Evasion.Transfer;
using FederatedSecure.Lab.RedTeam.Evasion.Universal;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Evasion.BlackBox;

/// <summary>Attacks beyond the small change by gradient: with decisions or scores alone, on few features, on paper, on tables, by a copy.</summary>
internal static class BlackBoxProbes
{
    public static IReadOnlyList<Probe> All { get; } =
    [
        HopSkipJump(Norm.L2),
        HopSkipJump(Norm.Linf),
        new SmallestChangeProbe(
            "boundary", Norm.L2, "Walks along the decision boundary, with decisions alone", "Brendel et al., ICLR 2018", ProbeCost.Standard, (8, 10, 50), context =>
            {
                var steps = context.ByProfile(500, 5000, 25_000);
                return (new BoundaryAttack(steps), Budget(steps, "steps"));
            })
        { KnowsConstraints = true },
        new SmallestChangeProbe(
            "zoo", Norm.L2, "Measures gradients by asking for scores", "Chen et al., AISec 2017", ProbeCost.Full, (2, 5, 10), context =>
            {
                var iterations = context.ByProfile(100, 300, 1000);
                return (new ZerothOrder(iterations, context.ByProfile(1, 2, 4), firstWeight: 1), Budget(iterations, "iterations"));
            }),
        new SmallestChangeProbe(
            "ead", Norm.L1, "Looks for the least sum of changes", "Chen et al., AAAI 2018", ProbeCost.Standard, (10, 50, 200), context =>
            {
                var iterations = context.ByProfile(50, 200, 1000);
                return (new ElasticNet(beta: 0.01, iterations, context.ByProfile(5, 7, 9), firstWeight: 0.1), Budget(iterations, "iterations"));
            })
        { IsWhiteBox = true },
        new SparseProbe(),
        new UniversalProbe(),
        new PatchProbe(),
        new SpatialProbe(),
        new TransferProbe(),
        new TabularProbe(),
        new ConstrainedPgdProbe(),
    ];

    private static SmallestChangeProbe HopSkipJump(Norm norm) => new(
        "hopskipjump", norm, "Looks for the nearest other decision, with decisions alone", "Chen et al., IEEE S&P 2020", ProbeCost.Standard, (8, 20, 100), context =>
        {
            var queries = context.ByProfile(1000, 5000, 25_000);
            return (new HopSkipJump(queries), Budget(queries, "queries"));
        })
    { KnowsConstraints = true };

    private static string Budget(int count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{count} {unit}");
}
