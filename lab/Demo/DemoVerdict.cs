using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using FederatedSecure.Lab.Federation;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Lab.Demo;

/// <summary>Judges a demo by its records, its model and its accuracy.</summary>
internal static class DemoVerdict
{
    /// <summary>The summary without its times.</summary>
    public static DemoSummary Of(
        DemoOptions options, DemoData data, JobProgress progress, DemoModel? model, DemoEvaluation evaluation, Interruption? interruption)
    {
        var published = progress.Published.ToImmutableArray();
        ImmutableArray<DemoCheck> checks =
        [
            Check("The job completed", progress.Job.Phase == JobPhase.Completed, $"{RoundSummaries.Name(progress.Job.Phase)} {progress.Job.Reason}"),
            Check(
                "Every round was published exactly once",
                published.Select(record => (int)record.Round).SequenceEqual(Enumerable.Range(1, options.Rounds)),
                $"{published.Length} published of {options.Rounds}"),
            Check(
                "The exported model is the one that the last round published",
                model is not null && published.Length > 0 && published[^1].ModelDigest.Span.SequenceEqual(model.Digest.ToArray()),
                model?.Digest.ToString() ?? "no model"),
            Check(
                "The killed client came back and reported again",
                interruption is { ReportedAgainInRound: > 0 },
                Describe(interruption)),
            Check(
                $"Accuracy on the test digits is at least {options.MinimumAccuracy:P1}",
                evaluation.Accuracy >= options.MinimumAccuracy,
                $"{evaluation.Accuracy:P2}"),
        ];
        return new DemoSummary
        {
            Passed = checks.All(check => check.Passed),
            Accuracy = evaluation.Accuracy,
            TestExamples = evaluation.Examples,
            Rounds = published.Length,
            Clients = options.Sites,
            Parameters = (long)progress.Job.Parameters,
            Seconds = 0,
            TrainingSeconds = 0,
            BytesUp = progress.Records.Sum(record => (long)record.BytesUp),
            BytesDown = progress.Records.Sum(record => (long)record.BytesDown),
            ModelDigest = model?.Digest.ToString() ?? "",
            Interruption = interruption,
            Checks = checks,
            PerRound = [.. progress.Records.Select(RoundSummaries.Of)],
            Sites = [.. data.Sites.Select(site => new SiteSummary(site.Site, site.Records, site.PerDigit))],
            Conditions = new DemoConditions(
                options.Seed,
                options.Alpha,
                typeof(DemoVerdict).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
                RuntimeInformation.FrameworkDescription,
                RuntimeInformation.OSDescription,
                Environment.ProcessorCount),
        };
    }

    private static string Describe(Interruption? interruption) => interruption is null
        ? "no client was killed"
        : $"{interruption.Site}: killed in round {interruption.Round}, reported in round {interruption.ReportedAgainInRound}";

    private static DemoCheck Check(string name, bool passed, string detail) =>
        new(name, passed, detail.Trim());
}
