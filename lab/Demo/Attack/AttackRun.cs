using System.Collections.Immutable;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Lab.Demo.Display;
using FederatedSecure.Lab.Federation;
using FederatedSecure.Lab.Poisoning;
using FederatedSecure.Lab.Rogue;
using FederatedSecure.Lab.Splitting;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Lab.Demo.Attack;

/// <summary>One training with poisoning clients among the honest ones, all of them processes of their own.</summary>
internal sealed class AttackRun(DemoOptions options, AttackName attack, int attackers, IDemoDisplay display, TimeProvider time)
{
    /// <summary>Honest sites that an attacker who knows everything looks over the shoulder of: enough to estimate mean and spread.</summary>
    private const int Spied = 4;

    private DemoStatus _status = DemoStatus.Start;

    public async Task<AttackOutcome> RunAsync(CancellationToken cancellation)
    {
        using var folder = FederationFolder.Temporary(options.Keep);
        await using var federation = new LocalFederation(folder, options.Sites);
        return await federation.GuardAsync(token => TrainAsync(federation, token), cancellation);
    }

    private async Task<AttackOutcome> TrainAsync(LocalFederation federation, CancellationToken cancellation)
    {
        var data = DemoData.Split(
            federation.Folder, federation.Sites.Select(site => site.Name), new DirichletSplitOptions(options.Sites, options.Alpha, options.Seed));
        var rogues = federation.Sites[^attackers..];
        foreach (var (rogue, number) in rogues.Select((rogue, number) => (rogue, number)))
        {
            rogue.Attack = Path.Combine(federation.Folder.Root, $"{rogue.Name}.attack.json");
            new RogueTerms(
                attack.Name,
                attack.Parameters,
                number,
                attackers,
                options.Sites,
                options.Seed,
                [.. data.Sites.Take(Math.Min(Spied, options.Sites - attackers)).Select(site => new DataSource("idx", site.Images, site.Labels))])
                .Write(rogue.Attack);
        }

        await federation.Coordinator.StartAsync(cancellation);
        var byName = data.Sites.ToImmutableDictionary(site => site.Site);
        await federation.AddSitesAsync(
            DemoJob.DataSet,
            site => ["--kind", "idx", "--path", byName[site.Name].Images, "--labels", byName[site.Name].Labels],
            [.. options.Plain ? ["allowPlain"] : Array.Empty<string>(), "allowNonPrivate"],
            joined: null,
            cancellation);
        Step($"{options.Sites} clients run, {attackers} of them poison ({attack.Name}); {(options.Attackers == 0 ? "the weighted mean, which stands nobody" : $"a rule that stands {options.Attackers}")}");

        string file = Path.Combine(federation.Folder.Root, DemoJob.FileName);
        await File.WriteAllTextAsync(file, DemoJob.Text(options, data.Sites.Min(site => site.Records)), cancellation);
        long submitted = time.GetTimestamp();
        string job = await federation.Coordinator.SubmitAsync(file, cancellation);
        var progress = JobProgress.Empty;
        await foreach (var change in federation.Coordinator.WatchAsync(job, cancellation))
        {
            progress = change;
            Show(_status with { Progress = progress });
        }

        double seconds = time.GetElapsedTime(submitted).TotalSeconds;
        var model = await DemoModel.ExportAsync(federation, job, progress, unreleased: false, cancellation);
        return Outcome(progress, model, [.. rogues.Select(rogue => rogue.Name)], seconds, cancellation);
    }

    private AttackOutcome Outcome(JobProgress progress, DemoModel? model, ImmutableHashSet<string> rogues, double seconds, CancellationToken cancellation)
    {
        var published = progress.Published.ToList();
        var bad = published.SelectMany(record => Inputs(record)).Where(input => input.Sites.Any(rogues.Contains)).ToList();
        double? success = null;
        var accuracy = 0.0;
        if (model is not null)
        {
            var spec = DemoJob.Spec(options).Model;
            accuracy = DemoEvaluation.Of(spec, model.File, cancellation).Accuracy;
            var test = DataReader.Read(new DataSource("idx", DemoData.TestImages, DemoData.TestLabels), AppContext.BaseDirectory);
            if (SitePoisoners.Knows(attack.Name)
                && SitePoisoners.Create(attack.Name, new PoisonParameters(new RogueTerms(attack.Name, attack.Parameters, 0, 1, 1, 0, []).Values()), test, 1).Data.Goal(test) is { Count: > 0 } goal)
            {
                using var weights = SafetensorsFile.Open(model.File);
                var result = Evaluator.Evaluate(spec, weights.ReadAll(ParameterLayout.Of(spec)), goal, Environment.ProcessorCount, cancellation);
                success = (double)result.Correct / result.Examples;
            }
        }

        return new AttackOutcome(
            published.FirstOrDefault()?.Merge?.Rule ?? "weighted-mean",
            progress.Job.Phase == JobPhase.Completed,
            accuracy,
            success,
            [.. published.Select(record => record.Evaluation is { Examples: > 0 } sum ? (double?)sum.Correct / sum.Examples : null)],
            bad.Count,
            published.Count == 0 ? 0 : bad.Sum(input => input.Share) / published.Count,
            seconds);
    }

    /// <summary>What was merged in a round, with its part in the result; a weighted mean takes all as they are.</summary>
    private static IEnumerable<(IReadOnlyList<string> Sites, double Share)> Inputs(RoundRecord record) => record.Merge is { } merge
        ? merge.Inputs.Select(input => ((IReadOnlyList<string>)input.Sites, input.Share))
        : record.Buckets.Count > 0
            ? record.Buckets.Where(bucket => bucket.Opened).Select(bucket => ((IReadOnlyList<string>)bucket.Sites, 1.0 / record.Buckets.Count))
            : record.Sites.Where(site => site.Outcome == SiteOutcome.Reported).Select(site => ((IReadOnlyList<string>)[site.Site], 1.0 / record.Sites.Count));

    private void Step(FormattableString text) => Show(_status with { Steps = _status.Steps.Add(FormattableString.Invariant(text)) });

    private void Show(DemoStatus status)
    {
        _status = status;
        display.Show(status);
    }
}
