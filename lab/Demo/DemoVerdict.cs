using System.Collections.Immutable;
using System.Globalization;
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
        DemoOptions options, DemoData data, JobProgress progress, DemoModel? model, DemoEvaluation evaluation, Interruption? interruption,
        DemoRelease? refused = null, DemoRelease? released = null)
    {
        var published = progress.Published.ToImmutableArray();
        var protection = DemoProtection.Of(options, progress);
        var privacy = DemoPrivacy.Of(options, progress);
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
            .. Protection(options, protection, interruption),
            .. Privacy(options, privacy),
            .. Gate(options, refused, released),
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
            Protection = protection,
            Privacy = privacy,
            PoisonedCandidate = refused,
            Release = released,
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

    private static ImmutableArray<DemoCheck> Protection(DemoOptions options, DemoProtection protection, Interruption? interruption) => options.Plain
        ? []
        :
        [
            Check(
                $"Nothing was opened but sums over at least {DemoJob.BucketSize} sites",
                protection.SumsOpened > 0 && protection.SmallestSum >= DemoJob.BucketSize,
                $"{protection.SumsOpened} sums, the smallest over {protection.SmallestSum}"),
            Check(
                "The round was opened without the killed client's help, with its update in it",
                interruption is { Outcome: "reported", HolderOutcome: not "answered" },
                interruption is null ? "no client was killed" : $"{interruption.Site}: {interruption.Outcome}, as a share holder {interruption.HolderOutcome}"),
        ];

    private static ImmutableArray<DemoCheck> Privacy(DemoOptions options, DemoPrivacy privacy) => options.Epsilon is not { } target
        ? []
        :
        [
            Check(
                "No site's records cost more than the job allows",
                privacy.Epsilon <= target,
                string.Create(CultureInfo.InvariantCulture, $"ε up to {privacy.Epsilon:F3} of {target:G4}")),
        ];

    private static ImmutableArray<DemoCheck> Gate(DemoOptions options, DemoRelease? refused, DemoRelease? released) => !options.Gate
        ? []
        :
        [
            Check(
                "The poisoned candidate was refused, and nothing was released by it",
                refused is { Status: "quarantined", InUse: "" },
                refused is null ? "none was submitted" : $"{refused.Candidate}: {refused.Status}. {refused.Reason}"),
            Check(
                "The last model withstood the evaluator's attacks and is what users get",
                released is { Status: "released" } && released.InUse == released.Candidate,
                released is null ? "no candidate" : $"{released.Candidate}: {released.Status}. {released.Reason}"),
        ];

    private static string Describe(Interruption? interruption) => interruption is null
        ? "no client was killed"
        : $"{interruption.Site}: killed in round {interruption.Round} {interruption.Moment}, reported in round {interruption.ReportedAgainInRound}";

    private static DemoCheck Check(string name, bool passed, string detail) =>
        new(name, passed, detail.Trim());
}
