using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Aggregation.Planning;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Coordinator.Planning;

/// <summary>What a job stands against dishonest sites.</summary>
/// <param name="Level">What can be promised.</param>
/// <param name="Inputs">What the rule gets in a full round: updates, or means of buckets.</param>
/// <param name="Tolerated">Dishonest sites that it stands, however they fall into buckets.</param>
/// <param name="F">Bad inputs that the rule is told to stand.</param>
/// <param name="Expected">Bad buckets on average; null where there are no buckets, or nobody dishonest is claimed.</param>
/// <param name="Quantile999">Bad buckets in all but one of a thousand rounds.</param>
/// <param name="Summary">All that in one sentence.</param>
/// <param name="Warnings">What cannot be promised, in plain words.</param>
internal sealed record RobustnessForecast(
    RobustnessLevel Level, int Inputs, int Tolerated, int F, double? Expected, int Quantile999, string Summary, ImmutableArray<string> Warnings)
{
    public static RobustnessForecast Of(JobSpec spec)
    {
        var (aggregation, sites) = (spec.Aggregation, spec.Cohort.Size);
        if (aggregation.Pipeline() is not { } pipeline)
        {
            return new RobustnessForecast(
                RobustnessLevel.NormBoundOnly,
                spec.Encryption is { BucketSize: var size } ? sites / size : sites,
                0,
                0,
                null,
                0,
                "the weighted mean stands no dishonest site",
                [spec.Encryption is { } encrypted
                    ? Text($"No attackers are claimed: a dishonest site can pull the model anywhere, within its clip norm of {encrypted.ClipNorm:G4}. Say with aggregation.attackers how many the job has to stand.")
                    : "No attackers are claimed: a dishonest site can pull the model anywhere. Say with aggregation.attackers how many the job has to stand."]);
        }

        var tolerance = Tolerance.Of(pipeline, sites, aggregation.Attackers, spec.Encryption?.BucketSize ?? 1);
        if (spec.Encryption is not { } encryption)
        {
            var largest = Tolerance.Largest(pipeline, sites);
            return new RobustnessForecast(
                aggregation.Attackers <= largest ? RobustnessLevel.Guaranteed : RobustnessLevel.NormBoundOnly,
                sites,
                largest,
                tolerance.F,
                null,
                tolerance.Expected,
                Text($"{pipeline.Rule.Name} on single updates stands {largest} of {sites} sites, whatever they send"),
                tolerance.IsShort
                    ? [Text($"{aggregation.Attackers} attackers are more than {pipeline.Rule.Name} stands among {sites} sites: such a round promises nothing. Take more sites, or claim at most {largest}.")]
                    : []);
        }

        var plan = RobustnessPlanner.Plan(sites, encryption.BucketSize, Math.Min(aggregation.Attackers, sites), pipeline.Rule);
        return new RobustnessForecast(
            plan.Level, plan.Buckets.Count, plan.Tolerated, tolerance.F, plan.Expected, plan.Quantile999, plan.Summary.TrimEnd('.'), plan.Warnings);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
