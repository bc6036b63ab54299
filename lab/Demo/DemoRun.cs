using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Lab.Demo.Display;
using FederatedSecure.Lab.Federation;
using FederatedSecure.Lab.Splitting;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Lab.Demo;

/// <summary>One federated training on this machine, from the split to the evaluated model.</summary>
internal sealed class DemoRun(DemoOptions options, IDemoDisplay display, TimeProvider time)
{
    // The second round: by then everything is warm, and most of the training is still to come.
    private const uint InterruptedRound = 2;

    private DemoStatus _status = DemoStatus.Start;

    /// <summary>Runs the demo and judges it.</summary>
    /// <returns>The summary, and the file of the published model in the folder.</returns>
    public async Task<(DemoSummary Summary, string Model)> RunAsync(FederationFolder folder, CancellationToken cancellation)
    {
        long started = time.GetTimestamp();
        await using var federation = new LocalFederation(folder, options.Sites) { Evaluator = options.Gate ? new LocalEvaluator(folder, DemoGate.Evaluator) : null };
        return await federation.GuardAsync(token => TrainAsync(federation, started, token), cancellation);
    }

    private async Task<(DemoSummary Summary, string Model)> TrainAsync(LocalFederation federation, long started, CancellationToken cancellation)
    {
        // 1. Everybody gets digits of their own.
        var data = DemoData.Split(
            federation.Folder, federation.Sites.Select(site => site.Name), new DirichletSplitOptions(options.Sites, options.Alpha, options.Seed));
        Step($"{data.Sites.Sum(site => site.Records):N0} training digits dealt out to {options.Sites} sites, {data.Sites.Min(site => site.Records):N0} to {data.Sites.Max(site => site.Records):N0} each (Dirichlet, α = {options.Alpha})");

        // 2. A coordinator, and a job.
        await federation.Coordinator.StartAsync(cancellation);
        Step($"coordinator serves on {federation.Coordinator.Address} (process {federation.Coordinator.Process.Id})");
        if (options.Gate)
        {
            await federation.AddEvaluatorAsync(
                DemoJob.DataSet, [.. DemoGate.WriteHoldOut(federation.Folder.SiteData(DemoGate.Evaluator))], Environment.ProcessorCount, cancellation);
            Step($"{DemoGate.Evaluator} joined as an evaluator, with {DemoGate.HoldOut:N0} digits that no site has (process {federation.Evaluator!.Process.Id})");
        }

        string file = Path.Combine(federation.Folder.Root, DemoJob.FileName);
        await File.WriteAllTextAsync(file, DemoJob.Text(options, data.Sites.Min(site => site.Records)), cancellation);
        string job = await federation.Coordinator.SubmitAsync(file, cancellation);
        Step($"job {job} submitted: {DemoJob.Spec(options).Model.ParameterCount:N0} parameters, {options.Rounds} rounds");

        // 3. Somebody submits a poisoned model, before anybody has trained. Then sites that join with an invite each.
        var refused = options.Gate ? await SubmitPoisonedAsync(federation, job, cancellation) : null;
        var byName = data.Sites.ToImmutableDictionary(site => site.Site);
        await federation.AddSitesAsync(DemoJob.DataSet, site => DataArguments(byName[site.Name]), Allowed(options), Joined, cancellation);
        long complete = time.GetTimestamp();

        // 4. Rounds, and a client that is killed in one of them.
        var interruption = new DemoInterruption(
            federation.Sites, federation.Sites[(int)(options.Seed % (ulong)options.Sites)], InterruptedRound, encrypted: !options.Plain);
        var progress = JobProgress.Empty;
        await foreach (var change in federation.Coordinator.WatchAsync(job, cancellation))
        {
            progress = change;
            Show(_status with { Progress = progress });
            switch (await interruption.ObserveAsync(progress))
            {
                case DemoInterruption.Change.Killed:
                    Step($"{interruption.Site} killed (SIGKILL) between its upload and the opening of the sums");
                    break;
                case DemoInterruption.Change.Restarted:
                    Step($"{interruption.Site} started again; the round was opened without it");
                    break;
                case DemoInterruption.Change.KilledAndRestarted:
                    Step($"{interruption.Site} killed (SIGKILL) at work and started again");
                    break;
                default:
                    break;
            }
        }

        double trainingSeconds = time.GetElapsedTime(complete).TotalSeconds;

        // 5. The published model under attack, and on digits that no site has seen.
        var released = options.Gate ? await AwaitReleaseAsync(federation, job, cancellation) : null;
        var published = await DemoModel.ExportAsync(federation, job, progress, unreleased: released?.Status != "released", cancellation);
        var fairness = options.Gate ? LookAtFairness(federation.Folder, cancellation) : null;
        var evaluation = published is null ? DemoEvaluation.None : DemoEvaluation.Of(DemoJob.Spec(options).Model, published.File, cancellation);
        var summary = DemoVerdict.Of(options, data, progress, published, evaluation, interruption.Result(progress), refused, released) with
        {
            TrainingSeconds = trainingSeconds,
            Fairness = fairness,
            Seconds = time.GetElapsedTime(started).TotalSeconds,
        };
        return (summary, published?.File ?? "");
    }

    private async Task<DemoRelease> SubmitPoisonedAsync(LocalFederation federation, string job, CancellationToken cancellation)
    {
        string weights = Path.Combine(federation.Folder.Root, "poisoned.safetensors");
        PoisonedModel.Write(DemoJob.Spec(options).Model, options.Seed, weights, cancellation);
        string name = await federation.Coordinator.SubmitCandidateAsync(job, weights, "mallory", "a much better model", cancellation);
        Step($"a poisoned model was submitted for release as {name}; {DemoGate.Evaluator} attacks it");
        var outcome = await DemoRelease.AwaitAsync(federation, Reference(job, name), time, cancellation);
        Step($"{name} is {outcome.Status}: {outcome.Reason} ({outcome.Seconds:F1} s)");
        return outcome;
    }

    private async Task<DemoRelease?> AwaitReleaseAsync(LocalFederation federation, string job, CancellationToken cancellation)
    {
        if (await DemoRelease.OfRoundAsync(federation, job, cancellation) is not { } candidate)
        {
            return null;
        }

        Step($"the last model is {candidate.JobId}/{candidate.Number}; {DemoGate.Evaluator} attacks it");
        var outcome = await DemoRelease.AwaitAsync(federation, candidate, time, cancellation);
        Step($"{outcome.Candidate} is {outcome.Status}: {outcome.Reason} ({outcome.Seconds:F1} s)");
        return outcome;
    }

    private DemoFairness LookAtFairness(FederationFolder folder, CancellationToken cancellation)
    {
        var fairness = DemoFairness.Of(Path.Combine(folder.Root, "fairness"), options.Seed, time, cancellation);
        foreach (var row in fairness.Rows)
        {
            Step($"German credit, {row.Comparison}: disparate impact {DemoFigure.Describe(row.Without)}, reweighed {DemoFigure.Describe(row.With)}");
        }

        return fairness;
    }

    private static CandidateRef Reference(string job, string name) => new() { JobId = job, Number = uint.Parse(name.AsSpan(name.IndexOf('/', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture) };

    private static ImmutableArray<string> Allowed(DemoOptions options) =>
        [.. options.Plain ? ["allowPlain"] : Array.Empty<string>(), .. options.Epsilon is null ? ["allowNonPrivate"] : Array.Empty<string>()];

    private static ImmutableArray<string> DataArguments(SiteData data) =>
        ["--kind", "idx", "--path", data.Images, "--labels", data.Labels];

    private void Joined(LocalSite site) => Step($"{site.Name} joined and runs (process {site.Process.Id})");

    private void Step(FormattableString text)
    {
        lock (display)
        {
            Show(_status with { Steps = _status.Steps.Add(FormattableString.Invariant(text)) });
        }
    }

    private void Show(DemoStatus status)
    {
        lock (display)
        {
            _status = status;
            display.Show(status);
        }
    }
}
