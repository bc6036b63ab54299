using FederatedSecure.Lab.Federation;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Lab.Demo;

/// <summary>
/// Kills one client and starts it again: a plain demo's while it works on a round; an encrypted demo's between its upload and the
/// opening of the sums, at which it is then missing as a share holder.
/// </summary>
internal sealed class DemoInterruption(IReadOnlyList<LocalSite> sites, LocalSite first, uint round, bool encrypted)
{
    private LocalSite? _victim;
    private bool _isAway;

    /// <summary>What just happened.</summary>
    public enum Change
    {
        /// <summary>Nothing.</summary>
        None,

        /// <summary>The client was killed, and stays away until the round is over.</summary>
        Killed,

        /// <summary>The client was started again.</summary>
        Restarted,

        /// <summary>The client was killed and started again at once.</summary>
        KilledAndRestarted,
    }

    /// <summary>Name of the client.</summary>
    public string Site => _victim?.Name ?? "";

    private int Round { get; set; }

    /// <summary>Does what is due in the chosen round, or in a later one if that was missed.</summary>
    public async Task<Change> ObserveAsync(JobProgress progress)
    {
        if (_isAway)
        {
            if (progress.Open is { } still && still.Round == Round)
            {
                return Change.None;
            }

            _isAway = false;
            await _victim!.StartAsync();
            return Change.Restarted;
        }

        if (_victim is not null || progress.Open is not { } open || open.Round < round || Choose(progress, open) is not { } victim)
        {
            return Change.None;
        }

        (_victim, Round) = (victim, (int)open.Round);
        await victim.KillAsync();
        if (encrypted)
        {
            _isAway = true;
            return Change.Killed;
        }

        await victim.StartAsync();
        return Change.KilledAndRestarted;
    }

    /// <summary>What became of the client; null if there never was a moment for it.</summary>
    public Interruption? Result(JobProgress progress)
    {
        if (_victim is null)
        {
            return null;
        }

        var killedIn = progress.Records.Last(record => record.Round == Round);
        var back = progress.Published.FirstOrDefault(record => record.Round > Round && OutcomeIn(record, Site) == SiteOutcome.Reported);
        return new Interruption(
            Site,
            Round,
            encrypted ? "between upload and opening" : "at work",
            RoundSummaries.Name(OutcomeIn(killedIn, Site)),
            killedIn.Holders.FirstOrDefault(holder => holder.Site == Site) is { } holder ? RoundSummaries.Name(holder.Outcome) : "",
            (int)(back?.Round ?? 0));
    }

    private static SiteOutcome OutcomeIn(RoundRecord record, string name) =>
        record.Sites.FirstOrDefault(site => site.Site == name)?.Outcome ?? SiteOutcome.Unspecified;

    private LocalSite? Choose(JobProgress progress, RoundRecord open)
    {
        if (!encrypted)
        {
            return OutcomeIn(open, first.Name) == SiteOutcome.Working ? first : null;
        }

        // Whoever has reported while others are still at work has certainly not been asked for its shares yet.
        return progress.Job.Phase == JobPhase.Collecting && open.Sites.Any(site => site.Outcome == SiteOutcome.Working)
            ? sites.FirstOrDefault(site => OutcomeIn(open, site.Name) == SiteOutcome.Reported)
            : null;
    }
}
