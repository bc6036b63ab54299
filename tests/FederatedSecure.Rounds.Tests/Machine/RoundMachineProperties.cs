using CsCheck;
using FederatedSecure.Rounds.Machine;
using FederatedSecure.Rounds.Tests.Support;

namespace FederatedSecure.Rounds.Tests.Machine;

/// <summary>Random lives of a job. <see cref="Invariants"/> are checked after every event.</summary>
public sealed class RoundMachineProperties
{
    private const int Sites = 5;

    /// <summary>An event by its number, for the present state or for another attempt, and the seconds before it.</summary>
    private static readonly Gen<(int Kind, int Site, int Other, int Seconds)[]> Lives =
        Gen.Select(Gen.Int[0, 20], Gen.Int[1, Sites], Gen.Int[0, 9], Gen.Int[0, 40]).Array[0, 120];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnyEvents_FoldedAgainFromTheirStoredForm_GiveTheSameState(bool encrypted) => Lives.Sample(life =>
    {
        var play = Live(life, encrypted);

        var folded = RoundMachine.Start(Some.Job, play.State.Spec, Some.InitialModel);
        foreach (var (at, stored) in play.Stored)
        {
            folded = RoundMachine.Apply(folded, JobEventCodec.Deserialize(JobEventCodec.Serialize(stored)), at).State;
        }

        Assert.Equal(Describe(play.State), Describe(folded));
        Assert.Equal(RoundMachine.Pending(play.State), RoundMachine.Pending(folded), EffectComparer.Instance);
    }, iter: 1_000);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnyEvents_ThenOnlyTimeAndDutifulSites_EndTheJob(bool encrypted) => Lives.Sample(life =>
    {
        var play = Live(life, encrypted);
        for (var step = 0; !play.State.HasEnded; step++)
        {
            Assert.True(step < 100, $"The job hangs: {play.State.Phase}, {play.State.Reason}");
            switch (play.State.Phase)
            {
                case JobPhase.Waiting:
                    play.After(RoundMachine.NextDue(play.State) is { } due && due > play.Now ? due - play.Now : TimeSpan.Zero).Available(Sites);
                    break;
                case JobPhase.Aggregating:
                    play.Publish();
                    break;
                case JobPhase.Unmasking when play.State.Current!.OpeningWith > 0:
                    play.Apply(Opened(play.State, play.State.Current.Round, play.State.Current.Attempt, step));
                    break;
                default:
                    // Nobody says anything any more: time alone has to end it.
                    play.After(RoundMachine.NextDue(play.State)!.Value - play.Now).Tick();
                    break;
            }
        }
    }, iter: 1_000);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnyEvents_BeforeTheNextDueTime_ATickChangesNothing(bool encrypted) => Lives.Sample(life =>
    {
        var play = Live(life, encrypted);
        if (RoundMachine.NextDue(play.State) is { } due && due - TimeSpan.FromTicks(1) > play.Now)
        {
            var before = play.State;
            Assert.Same(before, RoundMachine.Apply(before, new JobEvent.Tick(), due - TimeSpan.FromTicks(1)).State);
        }
    }, iter: 1_000);

    private static Play Live((int Kind, int Site, int Other, int Seconds)[] life, bool encrypted)
    {
        var play = new Play(encrypted ? Some.Encrypted : Some.Spec);
        foreach (var (kind, site, other, seconds) in life)
        {
            play.AfterSeconds(seconds).Apply(Event(play.State, kind, Some.Site(site), other));
        }

        return play;
    }

    private static JobEvent Event(JobState state, int kind, SiteId site, int other)
    {
        // Now and then something of an attempt that is over or has never been.
        var round = other == 0 ? 1 : state.Current?.Round ?? 1;
        var attempt = other == 1 ? 1 : state.Current?.Attempt ?? 1;
        return kind switch
        {
            0 or 1 => new JobEvent.SitesAvailable(Some.Sites(Math.Min(other, Sites)), (ulong)other),
            2 or 3 => new JobEvent.OfferAccepted(round, attempt, site),
            4 => new JobEvent.OfferRefused(round, attempt, site, "policy.hours", "not now"),
            5 => new JobEvent.ProgressMade(round, attempt, site),
            6 or 7 or 8 => new JobEvent.UpdateCommitted(round, attempt, site, Some.Update(site, other % 2), 24, Some.Summary),
            9 => new JobEvent.UpdateUnusable(round, attempt, site, "update.not-finite", "NaN"),
            10 => new JobEvent.SiteFailed(round, attempt, site, "training.failed", "no luck"),
            11 => new JobEvent.SiteRevoked(site),
            12 => new JobEvent.Tick(),
            13 => new JobEvent.ModelPublished(round, attempt, Some.Model(round), null),
            16 or 17 => new JobEvent.UnmaskAnswered(round, attempt, site),
            18 => new JobEvent.UnmaskRefused(round, attempt, site, "unmask.header", "forged"),
            19 or 20 => Opened(state, round, attempt, other),
            14 => other < 2 ? new JobEvent.AggregationFailed(round, attempt, "no room") : new JobEvent.Tick(),
            _ => new JobEvent.EvaluationReported(round, attempt, site, other < 2 ? Some.InitialModel : state.CurrentModel, 10, 9, 2),
        };
    }

    /// <summary>The survivors as one bucket, opened or not.</summary>
    private static JobEvent.BucketsOpened Opened(JobState state, int round, int attempt, int luck)
    {
        SiteId[] survivors = [.. state.Current?.Sites.Where(site => site.Value.Outcome == SiteOutcome.Reported).Select(site => site.Key) ?? []];
        SiteId[] wrong = [.. state.Current?.Holders.Keys.Take(luck % 2) ?? []];
        return new JobEvent.BucketsOpened(
            round,
            attempt,
            state.Current?.OpeningWith ?? 0,
            [luck % 3 > 0
                ? new BucketResult([.. survivors], new BucketFigures(10, 10, 1, 5, 4, 1, survivors.Length), "", false, [.. wrong], [])
                : new BucketResult([.. survivors], null, "does not open", luck % 2 == 0, [.. wrong], [])]);
    }

    /// <summary>Everything that counts, as text: the records' collections compare by reference.</summary>
    private static string Describe(JobState state) => string.Join('\n', (string[])
    [
        $"{state.Phase} {state.Reason} {state.CurrentModel} {state.PublishedRounds} {state.AbandonedInARow} {state.ShortHandedSince} {state.NotBefore}",
        $"{state.Current?.Round} {state.Current?.Attempt} {state.Current?.OpenedAt} {state.Current?.DeadlineAt}",
        .. (state.Current?.Sites.AsEnumerable() ?? []).Select(site => $"{site.Key} {site.Value}"),
        .. (state.Current?.Holders.AsEnumerable() ?? []).Select(holder => $"{holder.Key} {holder.Value}"),
        $"{state.Current?.Task} {state.Current?.OpeningWith} {state.Current?.OpenedWith} {state.Current?.Buckets.Length}",
        .. state.Records.SelectMany(record => record.Holders).Select(holder => $"{holder.Key} {holder.Value}"),
        .. state.Records.SelectMany(record => record.Buckets).Select(bucket => $"{string.Join(' ', bucket.Members)} {bucket.Figures} {bucket.Reason}"),
        .. state.Records.Select(record => $"{record.Round} {record.Attempt} {record.Outcome} {record.Reason} {record.Model} {record.OpenedAt} {record.EndedAt}"),
        .. state.Records.SelectMany(record => record.Sites).Select(site => $"{site.Key} {site.Value}"),
        .. state.Evaluations.Select(sum => $"{sum.Key} {string.Join(' ', sum.Value.Sites)} {sum.Value.Examples} {sum.Value.Correct} {sum.Value.LossSum}"),
    ]);
}
