using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Runs;

/// <summary>
/// Runs the probes of a profile on one subject: several at a time, each on one thread, so that what they find does not depend on how many
/// there are. What was finished earlier on the same inputs is not run again; what breaks off is recorded and the rest goes on.
/// </summary>
/// <param name="inputs">What the figures depend on.</param>
/// <param name="probes">Every probe there is, in the order of the report.</param>
/// <param name="folder">Where finished probes are kept.</param>
/// <param name="threads">How many run at a time, at least 1.</param>
/// <param name="time">For how long it takes.</param>
internal sealed class SuiteRun(RunInputs inputs, IReadOnlyList<Probe> probes, string folder, int threads, TimeProvider time)
{
    /// <summary>Runs.</summary>
    /// <returns>The report, and the pictures by probe.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; what was finished is kept.</exception>
    /// <exception cref="IOException">A finished probe cannot be kept.</exception>
    public SuiteResult Run(ISuiteDisplay display, CancellationToken cancellation)
    {
        var store = new ProbeStore(folder, inputs.Fingerprint);
        var cache = new ProbeCache(folder, inputs.Fingerprint);
        var journal = RunJournal.Open(folder, inputs.Fingerprint, time.GetUtcNow());
        journal.Store(folder);
        var begun = time.GetTimestamp();
        var finished = new FinishedProbe?[probes.Count];
        var open = new List<int>();
        var unfit = SubjectFitness.Problem(inputs.Subject);
        for (var i = 0; i < probes.Count; i++)
        {
            finished[i] = LeftOut(probes[i]) is { } reason ? Without(probes[i], ProbeOutcome.Skipped, reason)
                : unfit is not null && probes[i].Class != ProbeClass.Utility ? Without(probes[i], ProbeOutcome.Failed, unfit)
                : store.Find(probes[i].Id);
            if (finished[i] is null)
            {
                open.Add(i);
            }
        }

        display.Start([.. open.Select(i => probes[i])], finished.Count(probe => probe?.Report.Outcome == ProbeOutcome.Ran));
        // The longest first, so that the last thread is not left alone with one of them.
        try
        {
            Work([.. open.OrderByDescending(i => probes[i].Cost)], i =>
            {
                display.Begin(probes[i]);
                var means = new ProbeMeans(cache.FolderOf(probes[i].Id), threads);
                finished[i] = ProbeRun.Run(probes[i], inputs, means, new Progress(part => display.Advance(probes[i], part)), time, cancellation);
                store.Store(finished[i]!);
                if (finished[i]!.Report.Outcome == ProbeOutcome.Ran)
                {
                    // What broke off is tried again by the next run, and may go on from there.
                    cache.Clear(probes[i].Id);
                }

                display.Finish(probes[i], finished[i]!.Report);
            }, cancellation);
        }
        finally
        {
            journal = journal with { Seconds = Math.Round(journal.Seconds + time.GetElapsedTime(begun).TotalSeconds, 3) };
            journal.Store(folder);
        }

        return new SuiteResult(Report(journal, finished!), finished.ToImmutableDictionary(probe => probe!.Report.Id, probe => probe!.Pictures));
    }

    /// <summary>Why a probe is not to be run; null if it is.</summary>
    private string? LeftOut(Probe probe) =>
        inputs.Only is { } only && !only.Split(',', StringSplitOptions.TrimEntries).Any(pattern => Wildcard.Matches(pattern, probe.Id))
            ? $"the run was restricted to {only}"
        : probe.Cost > inputs.Profile ? $"the profile {inputs.ProfileName} leaves it out: it runs from {probe.Cost.ToString().ToLowerInvariant()} on"
        : probe.NotApplicable(inputs.Subject);

    private FinishedProbe Without(Probe probe, ProbeOutcome outcome, string reason) => new(
        inputs.Fingerprint,
        new ProbeReport(probe.Id, probe.Class, probe.Title, probe.Reference, outcome, ProbeSeed.Of(inputs.Seed, probe.Id), 0) { Reason = reason },
        []);

    /// <summary>Works a queue off on threads of their own: Torch keeps settings by thread, which threads of a pool would carry elsewhere.</summary>
    private void Work(IReadOnlyList<int> indices, Action<int> work, CancellationToken cancellation)
    {
        var queue = new ConcurrentQueue<int>(indices);
        var faults = new ConcurrentQueue<Exception>();
        var workers = Enumerable.Range(0, Math.Min(threads, indices.Count)).Select(_ => new Thread(() =>
        {
            try
            {
                while (faults.IsEmpty && queue.TryDequeue(out var index))
                {
                    cancellation.ThrowIfCancellationRequested();
                    work(index);
                }
            }
            catch (Exception exception)
            {
                // Not of a probe, those are recorded: the run was cancelled, or the disk is full. Thrown below, on the caller's thread.
                faults.Enqueue(exception);
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        if (faults.TryPeek(out var first))
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }

    private AssuranceReport Report(RunJournal journal, FinishedProbe[] finished) => new(
        inputs.ToolVersion, inputs.ModelDigest, inputs.DataDigest, inputs.ProfileName, inputs.Seed, journal.Started, journal.Seconds, threads,
        [.. finished.Select(probe => probe.Report)])
    {
        ModelName = inputs.ModelName,
        SpecDigest = inputs.SpecDigest,
        DataName = inputs.DataName,
        DataRecords = inputs.Subject.Test.Count,
        TrainingDigest = inputs.TrainingDigest,
        ClaimedEpsilon = inputs.Subject.Claim?.Epsilon,
        ClaimedDelta = inputs.Subject.Claim?.Delta,
        Only = inputs.Only,
        Notes = inputs.Notes,
    };

    /// <summary>Unlike <see cref="Progress{T}"/>, tells at once and on the same thread.</summary>
    private sealed class Progress(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
