using System.Collections.Immutable;

namespace FederatedSecure.Aggregation.Reputation;

/// <summary>
/// Who is it? Reputations from rounds of random buckets, as a pure function of what was seen: (state, round) → (state, changes).
/// </summary>
/// <remarks>
/// <para>Rounds are gathered into windows that do not overlap. At the end of a window <see cref="ScoreRegression"/> estimates both scores
/// of every site and <see cref="RobustZ"/> tells who stands out: by alignment, or by the spectral score together with an alignment
/// that lags. Once makes a site suspected. Twice in a row and it is left out: by alignment both times, until an operator says
/// otherwise; else for a time, after which it starts anew. One window that shows nothing clears it.</para>
/// <para>Why two windows that share no round: an attacker can spoil a bucket once to make its members look bad, and whatever it does
/// in one round goes into one window only. To frame a site it must meet it again, which random buckets make a matter of
/// (k − 1)/(n − 1) a round.</para>
/// <para>Guaranteed: no site is left out by itself on one window, nor one that the operator vouches for, nor more than
/// <see cref="ReputationOptions.MostLeftOut"/> of all. Not guaranteed: that attackers are found. Those who do little (IPM with a small
/// ε, flipped labels), who look like honest sites (mimicry), or who rest in every other window are not. Nor that an honest
/// site whose data truly differ is never quarantined; see docs/threat-model.md for what was measured.</para>
/// <para>Price: partitions must be drawn anew every round, or sites cannot be told apart by anybody, and that is what slowly leaks their
/// updates, too (So et al., AAAI 2023): for updates that hardly change, about (n − 1)/(B − 1) ≈ k rounds of re-drawn buckets pin down each
/// of them. Estimating two numbers for every site and window is already part of that. The sites' own limit is
/// maximumMembershipRank, counted by MembershipMatrix.</para>
/// </remarks>
public static class SiteReputations
{
    /// <summary>Takes in a round.</summary>
    /// <param name="state">What is known.</param>
    /// <param name="round">What was seen; buckets whose score is not finite are left out.</param>
    /// <param name="options">The conditions.</param>
    /// <exception cref="ArgumentException">The round is not after the last one, or a site is in two of its buckets.</exception>
    public static ReputationStep Observe(ReputationState state, ObservedRound round, ReputationOptions options)
    {
        if (!state.Window.IsEmpty && round.Round <= state.Window[^1].Round)
        {
            throw new ArgumentException($"Round {round.Round} does not come after round {state.Window[^1].Round}.", nameof(round));
        }

        if (round.Buckets.SelectMany(bucket => bucket.Members).GroupBy(site => site, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"{twice.Key} is in one bucket of a round only.", nameof(round));
        }

        // 1. Quarantines that are over.
        var changes = ImmutableArray.CreateBuilder<ReputationChange>();
        var sites = state.Sites;
        foreach (var (site, known) in state.Sites.Where(entry => entry.Value.Standing == Standing.Quarantined && entry.Value.Until <= round.Round))
        {
            sites = Change(sites, site, known with { Standing = Standing.Good, Since = round.Round, Until = null, Evidence = [] }, "its quarantine is over", round.Round, changes);
        }

        // 2. The round joins the window. A single bucket says nothing about who is in it.
        ImmutableArray<ObservedBucket> usable = [.. round.Buckets.Where(bucket => double.IsFinite(bucket.Alignment) && double.IsFinite(bucket.Spectral))];
        var window = usable.Length < 2 ? state.Window : state.Window.Add(round with { Buckets = usable });
        if (!ScoreWindow.IsFull(window, options))
        {
            return new ReputationStep(new ReputationState(window, sites), changes.ToImmutable());
        }

        // 3. The window is full: judge, and begin the next one.
        foreach (var (site, known, reason) in Judge(sites, ScoreWindow.Findings(window, options), round.Round, options))
        {
            sites = Change(sites, site, known, reason, round.Round, changes);
        }

        return new ReputationStep(new ReputationState([], sites), changes.ToImmutable());
    }

    /// <summary>The operator vouches for a site: it takes part from now on, whatever its scores.</summary>
    /// <param name="state">What is known.</param>
    /// <param name="site">The site.</param>
    /// <param name="round">The round from which on.</param>
    /// <param name="note">What the operator says about it.</param>
    public static ReputationStep Pardon(ReputationState state, string site, int round, string note) =>
        Overrule(state, site, round, state.Of(site) with { Standing = Standing.Pardoned, Until = null, Note = note });

    /// <summary>The operator takes back what was said about a site, or lets one in again that was left out: it starts anew.</summary>
    public static ReputationStep Reset(ReputationState state, string site, int round, string note) =>
        Overrule(state, site, round, SiteReputation.Unknown with { Note = note });

    /// <summary>The operator leaves a site out.</summary>
    public static ReputationStep Exclude(ReputationState state, string site, int round, string note) =>
        Overrule(state, site, round, state.Of(site) with { Standing = Standing.Excluded, Until = null, Note = note });

    private static ReputationStep Overrule(ReputationState state, string site, int round, SiteReputation known)
    {
        var changes = ImmutableArray.CreateBuilder<ReputationChange>();
        var sites = Change(state.Sites, site, known with { Since = round }, $"the operator: {known.Note}", round, changes);
        return new ReputationStep(state with { Sites = sites }, changes.ToImmutable());
    }

    /// <summary>The new standings, those that stand out most first when not all of them may be left out.</summary>
    private static IEnumerable<(string Site, SiteReputation Known, string Reason)> Judge(
        ImmutableSortedDictionary<string, SiteReputation> sites, ImmutableSortedDictionary<string, Finding?> findings, int round, ReputationOptions options)
    {
        var known = findings.Keys.Union(sites.Keys, StringComparer.Ordinal).Count();
        var room = (int)Math.Floor(options.MostLeftOut * known) - sites.Values.Count(site => site.IsLeftOut);
        var judged = findings
            .Select(entry => (Site: entry.Key, Before: sites.GetValueOrDefault(entry.Key, SiteReputation.Unknown), Finding: entry.Value))
            .Where(entry => !entry.Before.IsLeftOut)
            .OrderByDescending(entry => entry.Finding is { } finding ? Math.Max(Math.Abs(finding.AlignmentZ), Math.Abs(finding.SpectralZ)) : 0)
            .ThenBy(entry => entry.Site, StringComparer.Ordinal);
        var next = new List<(string, SiteReputation, string)>();
        foreach (var (site, before, finding) in judged)
        {
            var after = Next(before, finding, round, options, room > 0, out var reason);
            room -= after.IsLeftOut ? 1 : 0;
            next.Add((site, after, reason));
        }

        return next.OrderBy(entry => entry.Item1, StringComparer.Ordinal);
    }

    /// <summary>One site's standing after a window.</summary>
    private static SiteReputation Next(SiteReputation before, Finding? finding, int round, ReputationOptions options, bool isRoom, out string reason)
    {
        if (finding is null)
        {
            reason = "a window showed nothing unusual";
            return before.Standing == Standing.Suspected
                ? before with { Standing = Standing.Good, Since = round, Evidence = [] }
                : before with { Evidence = [] };
        }

        // No more than what decides: the evidence of somebody the operator vouches for must not grow for ever.
        var evidence = before.Evidence.Add(finding);
        evidence = evidence.RemoveRange(0, Math.Max(0, evidence.Length - options.Confirmations));
        var suspected = before with
        {
            Standing = before.Standing == Standing.Pardoned ? Standing.Pardoned : Standing.Suspected,
            Since = before.Standing == Standing.Good ? round : before.Since,
            Evidence = evidence,
        };
        reason = suspected.InWords;
        if (before.Standing == Standing.Pardoned || evidence.Length < options.Confirmations)
        {
            return suspected;
        }

        if (!isRoom)
        {
            reason += "; not left out, as too many sites are already: more suspects than the rule stands are a matter for the operator";
            return suspected;
        }

        return evidence.All(found => found.ByAlignment)
            ? suspected with { Standing = Standing.Excluded, Since = round }
            : suspected with
            {
                Standing = Standing.Quarantined,
                Since = round,
                Until = round + 1 + Lasts(options.QuarantineRounds, before.Quarantines),
                Quarantines = before.Quarantines + 1,
            };
    }

    /// <summary>Twice as long each time, up to 64 times.</summary>
    private static int Lasts(int rounds, int before) => rounds << Math.Min(before, 6);

    private static ImmutableSortedDictionary<string, SiteReputation> Change(
        ImmutableSortedDictionary<string, SiteReputation> sites, string site, SiteReputation after, string reason, int round, ImmutableArray<ReputationChange>.Builder changes)
    {
        var before = sites.GetValueOrDefault(site, SiteReputation.Unknown);
        if (before.Standing != after.Standing)
        {
            changes.Add(new ReputationChange(round, site, before.Standing, after.Standing, reason));
        }

        return sites.SetItem(site, after);
    }
}
