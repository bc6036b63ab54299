using System.Collections.Immutable;
using FederatedSecure.Aggregation.Pipeline;
using FederatedSecure.Aggregation.PreAggregators;
using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Benchmarks.Aggregation;

/// <summary>A pipeline and how many seconds it may take at most.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Wanted">For each number of updates.</param>
internal sealed record AggregationCase(string Name, AggregationPipeline Pipeline, ImmutableArray<string> Wanted)
{
    public static ImmutableArray<AggregationCase> All { get; } =
    [
        Of("mean", [], ["", "", ""]),
        Of("median", [], ["≤ 0.02", "≤ 0.08", "≤ 0.2"]),
        Of("trimmed-mean", [], ["≤ 0.02", "≤ 0.08", "≤ 0.2"]),
        Of("meamed", [], ["", "", ""]),
        Of("krum", [], ["≤ 0.02", "≤ 0.06", "≤ 0.2"]),
        Of("multi-krum", [], ["≤ 0.02", "≤ 0.06", "≤ 0.2"]),
        Of("trimmed-mean", ["nnm"], ["≤ 0.06", "≤ 0.2", "≤ 0.6"]),
        Of("trimmed-mean", ["arc", "nnm"], ["", "", ""]),
        Of("bulyan", [], ["≤ 0.06", "≤ 0.2", "≤ 0.8"]),
        Of("geometric-median", [], ["≤ 0.05", "≤ 0.15", "≤ 0.3"]),
        Of("geometric-median", [], ["≤ 0.05", "≤ 0.15", "≤ 0.3"], ("compat", "rfa")),
        Of("caf", [], ["≤ 0.3", "≤ 0.8", "≤ 2"]),
        Of("dnc", [], ["", "", ""], ("iterations", 3.0)),
        Of("signguard", [], ["", "", ""]),
        Of("flame", [], ["", "", ""]),
        Of("foolsgold", [], ["", "", ""]),
        Of("centered-clipping", [], ["≤ 0.05", "≤ 0.15", "≤ 0.3"], ("tau", 1_000.0), ("iterations", 3.0)),
    ];

    private static AggregationCase Of(string rule, ImmutableArray<string> pre, ImmutableArray<string> wanted, params (string Name, object Value)[] parameters) => new(
        string.Join(" → ", [.. pre, rule]) + (parameters.Length == 0 ? "" : $" ({string.Join(", ", parameters.Select(parameter => $"{parameter.Name} {parameter.Value}"))})"),
        new AggregationPipeline(
            AggregationRules.Create(rule, new RuleParameters(parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value))),
            [.. pre.Select(name => PreAggregations.Create(name, RuleParameters.None))]),
        wanted);
}
