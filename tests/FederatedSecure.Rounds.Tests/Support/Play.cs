using System.Collections.Immutable;
using FederatedSecure.Rounds.Jobs;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Rounds.Tests.Support;

/// <summary>Plays a job: applies events, remembers the last transition, and checks what must hold after each of them.</summary>
internal sealed class Play(JobSpec? spec = null)
{
    public JobState State { get; private set; } = RoundMachine.Start(Some.Job, spec ?? Some.Spec, Some.InitialModel);

    public TimeSpan Now { get; private set; }

    public Transition Last { get; private set; } = null!;

    /// <summary>Events that changed the state, as a host would have stored them.</summary>
    public List<(TimeSpan At, JobEvent Event)> Stored { get; } = [];

    private int Round => State.Current!.Round;

    private int Attempt => State.Current!.Attempt;

    public Play After(TimeSpan time)
    {
        Now += time;
        return this;
    }

    public Play AfterSeconds(double seconds) => After(TimeSpan.FromSeconds(seconds));

    public Play Apply(JobEvent @event)
    {
        var before = State;
        Last = RoundMachine.Apply(before, @event, Now);
        Invariants.Check(before, Last, Now);
        State = Last.State;
        if (!ReferenceEquals(before, State))
        {
            Stored.Add((Now, @event));
        }

        return this;
    }

    public Play Available(int sites, ulong seed = 1) => Apply(new JobEvent.SitesAvailable(Some.Sites(sites), seed));

    public Play Accept(params int[] sites) => Each(sites, site => new JobEvent.OfferAccepted(Round, Attempt, site));

    public Play Progress(params int[] sites) => Each(sites, site => new JobEvent.ProgressMade(Round, Attempt, site));

    public Play Refuse(params int[] sites) => Each(sites, site => new JobEvent.OfferRefused(Round, Attempt, site, "policy.hours", "not now"));

    public Play Fail(params int[] sites) => Each(sites, site => new JobEvent.SiteFailed(Round, Attempt, site, "training.failed", "no luck"));

    public Play Report(params int[] sites) => Each(
        sites, site => new JobEvent.UpdateCommitted(Round, Attempt, site, Some.Update(site), Bytes: 24, State.Spec.Encryption is null ? Some.Summary : null));

    public Play Evaluate(params int[] sites) => Each(
        sites, site => new JobEvent.EvaluationReported(Round, Attempt, site, State.CurrentModel, Examples: 10, Correct: 9, LossSum: 2));

    public Play Answer(params int[] sites) => Each(sites, site => new JobEvent.UnmaskAnswered(Round, Attempt, site));

    public Play RefuseToOpen(params int[] sites) => Each(sites, site => new JobEvent.UnmaskRefused(Round, Attempt, site, "unmask.header", "forged"));

    /// <summary>The coordinator has opened the buckets with the answers it was told to.</summary>
    public Play Opened(params BucketResult[] buckets) => Apply(new JobEvent.BucketsOpened(Round, Attempt, State.Current!.OpeningWith, [.. buckets]));

    public Play Publish() => Apply(new JobEvent.ModelPublished(Round, Attempt, Some.Model(Round), null));

    public Play Tick() => Apply(new JobEvent.Tick());

    /// <summary>Opens a round with all three sites.</summary>
    public Play Open() => Available(3);

    /// <summary>A round from its opening to its publication.</summary>
    public Play WholeRound() => Open().Accept(1, 2, 3).Report(1, 2, 3).Publish();

    public SiteState Site(int number) => State.Current!.Sites[Some.Site(number)];

    public ImmutableSortedDictionary<SiteId, SiteState> LastRecord => State.Records[^1].Sites;

    private Play Each(int[] sites, Func<SiteId, JobEvent> create)
    {
        foreach (var site in sites)
        {
            Apply(create(Some.Site(site)));
        }

        return this;
    }
}
