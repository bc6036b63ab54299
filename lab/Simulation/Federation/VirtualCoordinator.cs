using System.Buffers.Binary;
using System.Collections.Immutable;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Numerics;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Jobs;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Lab.Simulation.Federation;

/// <summary>
/// Runs a job on the production round machine in virtual time: what happens is put in order by when it happens, the clock jumps from one
/// event to the next, and the machine decides what each of them means.
/// </summary>
/// <remarks>
/// Takes the place of the coordinator's driver, transport and stores. In encrypted jobs the buckets are cut as in production, from a seed
/// that follows from names for the updates; that nothing but their means is opened is taken for granted, nothing is encrypted.
/// </remarks>
internal sealed class VirtualCoordinator
{
    private readonly ImmutableSortedSet<SiteId> _sites;
    private readonly IFleet _fleet;
    private readonly RoundMerger _merger;
    private readonly ulong _seed;
    private readonly PriorityQueue<JobEvent, (TimeSpan At, int Order)> _queue = new();
    private readonly Dictionary<SiteId, float[]> _updates = [];
    private JobState _state;
    private RoundRecord? _ended;
    private int _order;

    /// <param name="spec">The job.</param>
    /// <param name="sites">All sites.</param>
    /// <param name="fleet">What trains there.</param>
    /// <param name="merger">Makes models of updates; has the initial model.</param>
    /// <param name="seed">Cohorts and buckets follow from it.</param>
    public VirtualCoordinator(JobSpec spec, ImmutableSortedSet<SiteId> sites, IFleet fleet, RoundMerger merger, ulong seed)
    {
        (_sites, _fleet, _merger, _seed) = (sites, fleet, merger, seed);
        _state = RoundMachine.Start(new JobId("j-simulation"), spec, Name(0, 0, 0));
    }

    /// <summary>Virtual time.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Whether the job is over.</summary>
    public bool HasEnded => _state.HasEnded;

    /// <summary>Why it ended early; empty if it did not.</summary>
    public string Reason => _state.Phase == JobPhase.Failed ? _state.Reason : "";

    /// <summary>Rounds published.</summary>
    public int PublishedRounds => _state.PublishedRounds;

    /// <summary>Plays until an attempt is over, and returns its record.</summary>
    public RoundRecord NextAttempt()
    {
        _ended = null;
        while (_ended is null)
        {
            Step();
        }

        return _ended;
    }

    /// <summary>One event: the next that is due.</summary>
    private void Step()
    {
        if (_state.Phase == JobPhase.Waiting)
        {
            Take(new JobEvent.SitesAvailable(_sites, Streams.Seed(_seed, "cohort", _state.PublishedRounds + 1, _state.AbandonedInARow + 1)));
            if (_state.Phase == JobPhase.Waiting)
            {
                Now = RoundMachine.NextDue(_state) ?? throw new InvalidOperationException("The job waits for nothing.");
            }

            return;
        }

        var due = RoundMachine.NextDue(_state);
        if (_queue.TryPeek(out _, out var first) && !(due < first.At))
        {
            Now = first.At > Now ? first.At : Now;
            Take(_queue.Dequeue());
        }
        else
        {
            Now = due ?? throw new InvalidOperationException("Nothing is going to happen any more.");
            Take(new JobEvent.Tick());
        }
    }

    private void Take(JobEvent @event)
    {
        var before = _state.Phase;
        var transition = RoundMachine.Apply(_state, @event, Now);
        _state = transition.State;
        if (_state.Phase != before)
        {
            Entered();
        }

        foreach (var effect in transition.Effects)
        {
            Perform(effect);
        }

        if (!_state.Records.IsEmpty)
        {
            // Nobody but this simulation wants them: a thousand rounds of a thousand sites fill the memory.
            _ended = _state.Records[^1];
            _state = _state with { Records = [] };
        }
    }

    /// <summary>What the sites do when they hear of a new phase.</summary>
    private void Entered()
    {
        switch (_state)
        {
            case { Phase: JobPhase.Collecting, Current: { } round }:
                foreach (var report in _fleet.Train(round.Round, round.Attempt, [.. round.Sites.Keys], _merger.Weights))
                {
                    Plan(round, report);
                }

                break;
            case { Phase: JobPhase.Unmasking, Current: { } round }:
                foreach (var holder in round.Holders.Keys)
                {
                    if (_updates.ContainsKey(holder))
                    {
                        After(1, new JobEvent.UnmaskAnswered(round.Round, round.Attempt, holder));
                    }
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Puts what comes of a site into the queue: it accepts, gives signs of life, and is ready or has failed.</summary>
    private void Plan(RoundState round, SiteReport report)
    {
        var (number, attempt, site) = (round.Round, round.Attempt, report.Site);
        After(0, new JobEvent.OfferAccepted(number, attempt, site));
        if (report.Failure is { } failure)
        {
            After(report.Seconds, new JobEvent.SiteFailed(number, attempt, site, "training", failure));
        }
        else if (report.Update is { } update)
        {
            var pulse = _state.Spec.Lease.TotalSeconds / 2;
            for (var second = pulse; second < report.Seconds; second += pulse)
            {
                After(second, new JobEvent.ProgressMade(number, attempt, site));
            }

            if (VectorKernels.AllFinite(update))
            {
                _updates[site] = update;
                After(report.Seconds, new JobEvent.UpdateCommitted(
                    number, attempt, site, Name(number, attempt, SiteNames.NumberOf(site) + 1), sizeof(float) * (long)update.Length, report.Summary));
            }
            else
            {
                After(report.Seconds, new JobEvent.UpdateUnusable(number, attempt, site, "update.not-finite", "the update has values that are not finite"));
            }
        }
    }

    private void After(double seconds, JobEvent @event) => _queue.Enqueue(@event, (Now + TimeSpan.FromSeconds(seconds), _order++));

    private void Perform(JobEffect effect)
    {
        switch (effect)
        {
            case JobEffect.OpenBuckets open:
                Take(Open(open));
                break;
            case JobEffect.Aggregate aggregate:
                var problem = aggregate.Buckets.IsEmpty
                    ? _merger.Merge(aggregate.Plan, [.. aggregate.Updates.Select(update => new MergerInput([update.Site], _updates[update.Site], update.Weight))])
                    : _merger.Merge(aggregate.Plan, [.. aggregate.Buckets.Select(bucket => Mean(_state.Current!.Buckets[bucket.Bucket].Members, bucket.Weight))]);
                Take(problem is null
                    ? new JobEvent.ModelPublished(aggregate.Plan.Round, aggregate.Plan.Attempt, Name(aggregate.Plan.Round, aggregate.Plan.Attempt, 0), OptimizerState: null)
                    : new JobEvent.AggregationFailed(aggregate.Plan.Round, aggregate.Plan.Attempt, problem));
                break;
            case JobEffect.DiscardUpdates:
                _updates.Clear();
                _queue.Clear();
                break;
            default:
                throw new InvalidOperationException($"Nobody knows how to {effect.GetType().Name}.");
        }
    }

    private JobEvent.BucketsOpened Open(JobEffect.OpenBuckets open)
    {
        var round = _state.Current!;
        var seed = Digest.Of([.. open.Survivors.SelectMany(site => round.Sites[site].Update!.Value.ToArray())]);
        var buckets = Partition.Cut(seed, open.Survivors.Select(site => site.Value), _state.Spec.Encryption!.BucketSize)
            .Select(names => Opened(round, [.. names.Select(name => new SiteId(name))]));
        return new JobEvent.BucketsOpened(open.Plan.Round, open.Plan.Attempt, open.Holders.Length, [.. buckets]);
    }

    private static BucketResult Opened(RoundState round, ImmutableArray<SiteId> members)
    {
        TrainingSummary[] summaries = [.. members.Select(site => round.Sites[site].Summary!)];
        var figures = new BucketFigures(
            members.Length, summaries.Sum(summary => summary.Examples), summaries.Sum(summary => summary.Loss * summary.Examples), 0, 0, 0, 0);
        return new BucketResult(members, figures, "", CanRetry: false, [], []);
    }

    private MergerInput Mean(ImmutableArray<SiteId> members, double weight)
    {
        var sums = new double[_updates[members[0]].Length];
        foreach (var site in members)
        {
            VectorKernels.AddScaled(sums, _updates[site], 1);
        }

        var mean = new float[sums.Length];
        VectorKernels.DivideTo(sums, members.Length, mean);
        return new MergerInput(members, mean, weight);
    }

    /// <summary>
    /// Stands for the digest of an update, or of a model (number 0): different for different content of a run, and a fortieth of the time that
    /// hashing the content takes.
    /// </summary>
    private Digest Name(int round, int attempt, int number)
    {
        Span<byte> text = stackalloc byte[sizeof(ulong) + (3 * sizeof(int))];
        BinaryPrimitives.WriteUInt64LittleEndian(text, _seed);
        BinaryPrimitives.WriteInt32LittleEndian(text[8..], round);
        BinaryPrimitives.WriteInt32LittleEndian(text[12..], attempt);
        BinaryPrimitives.WriteInt32LittleEndian(text[16..], number);
        return Digest.Of(text);
    }
}
