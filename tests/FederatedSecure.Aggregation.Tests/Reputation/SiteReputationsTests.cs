using System.Text.Json;
using FederatedSecure.Aggregation.Reputation;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Reputation;

public sealed class SiteReputationsTests
{
    [Fact]
    public void Observe_NobodyAttacks_ChangesNothing() => Assert.Empty(new ScoredRounds().Run(200).Changes);

    [Fact]
    public void Observe_OneWindow_SuspectsAndLeavesNobodyOut()
    {
        var rounds = new ScoredRounds().Run(10, Against("s05"));

        var change = Assert.Single(rounds.Changes);
        Assert.Equal(("s05", Standing.Good, Standing.Suspected, 10), (change.Site, change.From, change.To, change.Round));
        Assert.True(rounds.State.TakesPart("s05", 11));
    }

    [Fact]
    public void Observe_TwoWindowsByAlignment_ExcludesWithReasons()
    {
        var rounds = new ScoredRounds().Run(20, Against("s05"));

        Assert.Equal(Standing.Excluded, rounds.State.Of("s05").Standing);
        Assert.False(rounds.State.TakesPart("s05", 10_000));
        var reason = rounds.Changes[^1].Reason;
        Assert.Contains("rounds 1 to 10: its updates pull against the others'", reason, StringComparison.Ordinal);
        Assert.Contains("rounds 11 to 20: its updates pull against the others'", reason, StringComparison.Ordinal);
        Assert.Equal(["s05"], rounds.Changes.Select(change => change.Site).Distinct());
    }

    [Fact]
    public void Observe_TwoWindowsByDirection_QuarantinesForATime()
    {
        // Lags a little behind the aggregate and lies far along the direction.
        var rounds = new ScoredRounds().Run(20, site => site == "s05" ? (-0.15, 2) : default);

        Assert.Equal(Standing.Quarantined, rounds.State.Of("s05").Standing);
        Assert.Contains("along a direction that few share", rounds.State.Of("s05").InWords, StringComparison.Ordinal);
        Assert.False(rounds.State.TakesPart("s05", 40));
        Assert.True(rounds.State.TakesPart("s05", 41));

        rounds.Run(21);
        Assert.Equal(Standing.Good, rounds.State.Of("s05").Standing);
        Assert.Equal("its quarantine is over", rounds.Changes[^1].Reason);
    }

    [Fact]
    public void Observe_QuarantinedAgain_LastsTwiceAsLong()
    {
        var rounds = new ScoredRounds().Run(80, site => site == "s05" ? (-0.15, 2) : default);

        Assert.Equal(2, rounds.State.Of("s05").Quarantines);
        var since = rounds.State.Of("s05");
        Assert.Equal(since.Since + 1 + 40, since.Until);
    }

    [Fact]
    public void Observe_DirectionWithoutLag_IsNoMoreThanUnusual() =>
        Assert.DoesNotContain(
            new ScoredRounds().Run(40, site => site is "s05" or "s06" or "s07" ? (0.1, 2) : default).Changes, change => change.Site is "s05" or "s06" or "s07");

    [Fact]
    public void Observe_WindowInBetween_ClearsTheSite()
    {
        var rounds = new ScoredRounds().Run(10, Against("s05")).Run(10).Run(10, Against("s05"));

        Assert.Equal([Standing.Suspected, Standing.Good, Standing.Suspected], rounds.Changes.Where(change => change.Site == "s05").Select(change => change.To));
    }

    [Fact]
    public void Observe_OneRoundOfFraming_LeavesNobodyOut()
    {
        // Once a window an attacker makes whatever bucket it is in look as bad as can be.
        var rounds = new ScoredRounds();
        for (var window = 0; window < 10; window++)
        {
            rounds.Run(1, site => site == "s05" ? (-1e9, 1e9) : default).Run(9);
        }

        Assert.DoesNotContain(rounds.Changes, change => change.Site != "s05" && change.To is Standing.Quarantined or Standing.Excluded);
    }

    [Fact]
    public void Observe_OneGiantBucketEveryRound_HidesNobodyForLong()
    {
        var rounds = new ScoredRounds().Run(30, site => site == "s00" ? (-1e9, 1e9) : site is "s01" or "s02" ? (-3, 0) : default);

        Assert.All(["s00", "s01", "s02"], site => Assert.True(rounds.State.Of(site).IsLeftOut, site));
        Assert.Equal(3, rounds.State.Sites.Values.Count(site => site.IsLeftOut));
    }

    [Fact]
    public void Observe_MoreSuspectsThanAllowed_LeavesOutTheWorstOnly()
    {
        var rounds = new ScoredRounds { Options = new ReputationOptions { MostLeftOut = 0.05 } }
            .Run(20, site => site switch { "s01" => (-0.8, 0), "s02" => (-1.1, 0), "s03" => (-1.4, 0), "s04" => (-1.65, 0), _ => default });

        Assert.Equal(["s02", "s03", "s04"], rounds.State.Sites.Where(entry => entry.Value.IsLeftOut).Select(entry => entry.Key));
        Assert.Equal(Standing.Suspected, rounds.State.Of("s01").Standing);
    }

    [Fact]
    public void Observe_SeldomThere_IsNotJudged()
    {
        var (rounds, turn) = (new ScoredRounds(), 0);
        rounds.Run(40, Against("s05"), site => site != "s05" || turn++ % 3 == 0);

        Assert.Empty(rounds.Changes);
    }

    [Fact]
    public void Observe_SitesThatComeAndGo_AreNotSuspectedForIt()
    {
        var turn = 0;

        Assert.Empty(new ScoredRounds().Run(100, null, site => (turn++ % 7) > 2 || string.CompareOrdinal(site, "s30") < 0).Changes);
    }

    [Fact]
    public void Observe_LargerBuckets_TakeLongerWindows()
    {
        // n = 60, k = 5: 11·T ≥ 3·59 makes 17 rounds.
        var rounds = new ScoredRounds { BucketSize = 5 }.Run(16, Against("s05"));
        Assert.Empty(rounds.Changes);

        Assert.Equal(17, rounds.Run(1, Against("s05")).Changes.Single().Round);
    }

    [Fact]
    public void Observe_SingleBuckets_SayNothingAndAreNotKept()
    {
        var rounds = new ScoredRounds { Sites = ScoredRounds.Names(5) }.Run(100, Against("s01"));

        Assert.Empty(rounds.State.Window);
        Assert.Empty(rounds.Changes);
    }

    [Fact]
    public void Observe_ScoresThatAreNotFinite_AreLeftOut()
    {
        var state = SiteReputations.Observe(
            ReputationState.Empty,
            new ObservedRound(1, [new(["a"], double.NaN, 0), new(["b"], 1, double.PositiveInfinity), new(["c"], 1, 1), new(["d"], 1, 1)]),
            new ReputationOptions()).State;

        Assert.Equal(2, Assert.Single(state.Window).Buckets.Length);
    }

    [Fact]
    public void Observe_RoundsOutOfOrderOrOverlapping_AreRefused()
    {
        var round = new ObservedRound(3, [new(["a"], 1, 1), new(["b"], 1, 1)]);
        var state = SiteReputations.Observe(ReputationState.Empty, round, new ReputationOptions()).State;

        Assert.Throws<ArgumentException>(() => SiteReputations.Observe(state, round, new ReputationOptions()));
        Assert.Throws<ArgumentException>(() => SiteReputations.Observe(state, new ObservedRound(4, [new(["a"], 1, 1), new(["a"], 1, 1)]), new ReputationOptions()));
    }

    [Fact]
    public void Pardon_Attacker_TakesPartAndIsReported()
    {
        var rounds = new ScoredRounds().Run(20, Against("s05"));
        var step = SiteReputations.Pardon(rounds.State, "s05", 21, "rare disease, checked by phone");
        rounds.State = step.State;

        Assert.Equal((Standing.Excluded, Standing.Pardoned), (step.Changes[0].From, step.Changes[0].To));
        Assert.Contains("rare disease", step.Changes[0].Reason, StringComparison.Ordinal);

        rounds.Run(40, Against("s05"));
        Assert.Equal(Standing.Pardoned, rounds.State.Of("s05").Standing);
        Assert.True(rounds.State.TakesPart("s05", 61));
        Assert.Equal(2, rounds.State.Of("s05").Evidence.Length);
        Assert.Contains("pull against", rounds.State.Of("s05").InWords, StringComparison.Ordinal);
    }

    [Fact]
    public void Reset_PardonedAttacker_IsFoundAnew()
    {
        var rounds = new ScoredRounds().Run(20, Against("s05"));
        rounds.State = SiteReputations.Pardon(rounds.State, "s05", 20, "a mistake").State;
        rounds.State = SiteReputations.Reset(rounds.State, "s05", 20, "it was none").State;
        Assert.True(rounds.State.TakesPart("s05", 21));

        rounds.Run(20, Against("s05"));
        Assert.Equal(Standing.Excluded, rounds.State.Of("s05").Standing);
    }

    [Fact]
    public void Exclude_ByTheOperator_HoldsUntilReset()
    {
        var state = SiteReputations.Exclude(ReputationState.Empty, "a", 3, "left the project").State;

        Assert.False(state.TakesPart("a", 1_000));
        Assert.True(SiteReputations.Reset(state, "a", 4, "came back").State.TakesPart("a", 4));
    }

    [Fact]
    public void State_AsJson_ComesBackAndGoesOn()
    {
        var (whole, stored) = (new ScoredRounds(), new ScoredRounds());
        for (var i = 0; i < 25; i++)
        {
            whole.Run(1, Against("s05"));
            stored.Run(1, Against("s05")).State = JsonSerializer.Deserialize<ReputationState>(JsonSerializer.Serialize(stored.State))!;
        }

        Assert.Equal(whole.Changes, stored.Changes);
        Assert.Equal(JsonSerializer.Serialize(whole.State), JsonSerializer.Serialize(stored.State));
    }

    private static Func<string, (double Alignment, double Spectral)> Against(string attacker) => site => site == attacker ? (-3, 0) : default;
}
