using FederatedSecure.Lab.Federation;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Lab.Demo;

/// <summary>Kills one client while it works on a round, and starts it again.</summary>
internal sealed class DemoInterruption(LocalSite victim, uint round)
{
    private bool _done;

    public string Site => victim.Name;

    /// <summary>Kills the client if it is at work in the chosen round, or in a later one if it was missed.</summary>
    /// <returns>Whether it did, just now.</returns>
    public async Task<bool> ObserveAsync(JobProgress progress)
    {
        if (_done || progress.Open is not { } open || open.Round < round || OutcomeIn(open) != SiteOutcome.Working)
        {
            return false;
        }

        _done = true;
        Round = (int)open.Round;
        await victim.KillAsync();
        await victim.StartAsync();
        return true;
    }

    /// <summary>What became of the client; null if it was never at work when somebody looked.</summary>
    public Interruption? Result(JobProgress progress)
    {
        if (!_done)
        {
            return null;
        }

        var killedIn = progress.Records.Last(record => record.Round == Round);
        var back = progress.Published.FirstOrDefault(record => record.Round > Round && OutcomeIn(record) == SiteOutcome.Reported);
        return new Interruption(Site, Round, RoundSummaries.Name(OutcomeIn(killedIn)), (int)(back?.Round ?? 0));
    }

    private int Round { get; set; }

    private SiteOutcome OutcomeIn(RoundRecord record) =>
        record.Sites.FirstOrDefault(site => site.Site == Site)?.Outcome ?? SiteOutcome.Unspecified;
}
