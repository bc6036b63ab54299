using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Numerics;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Coordinator.Rounds;

internal sealed partial class JobHost
{
    private static readonly TimeSpan RecountDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StorageRetry = TimeSpan.FromSeconds(10);

    // One at a time, so that two jobs do not choose the same free site.
    private readonly Lock _opening = new();

    /// <summary>Sites turned up: jobs that wait may have enough of them now.</summary>
    public void ConsiderOpeningAll() => ConsiderAll(recount: false);

    /// <summary>
    /// Lets the jobs that wait look at the sites that are there.
    /// </summary>
    /// <param name="recount">
    /// Whether to store a mere change of numbers, too. A thousand sites that turn up one after the other shall not make a
    /// thousand events of up to a thousand names each, so their arrival is counted once a second, unless it decides something.
    /// </param>
    private void ConsiderAll(bool recount)
    {
        foreach (var driver in _running)
        {
            if (driver.State.Phase == JobPhase.Waiting)
            {
                Consider(driver, recount);
            }
        }
    }

    private void Consider(JobDriver driver, bool recount)
    {
        try
        {
            lock (_opening)
            {
                var state = driver.State;
                var busy = Busy(driver);
                var there = _availability.With(state.Spec.DataSet).Where(site => !busy.Contains(site) && CanTakePart(site, state)).ToList();
                if (recount || Decides(state, there.Count))
                {
                    driver.Post(new JobEvent.SitesAvailable([.. there], _random.NextUInt64()));
                }
                else
                {
                    _recount.Change(RecountDelay, Timeout.InfiniteTimeSpan);
                }
            }
        }
        catch (Exception exception) when (StorageErrors.IsStorage(exception))
        {
            // Whoever caused this (a site that asks for work) has nothing to do with it. It did not happen, and comes again.
            OpeningFailed(_logger, exception, driver.State.Id);
            _services.Storage.Note($"{driver.State.Id} cannot open a round: {exception.Message}");
            _recount.Change(StorageRetry, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Whether this number of sites opens a round, or starts or stops the wait for more of them.</summary>
    private static bool Decides(JobState state, int count) =>
        count >= state.Spec.Cohort.Size || count >= state.Spec.MinimumReports != state.ShortHandedSince.HasValue;

    /// <summary>An encrypted round needs the key that shares for a site are closed with.</summary>
    private bool CanTakePart(SiteId site, JobState state) => state.Spec.Encryption is null || _keys.Has(site);

    /// <summary>The sites at work for other jobs.</summary>
    private HashSet<SiteId> Busy(JobDriver driver) =>
    [
        .. from other in _running
           where other != driver && other.State.Current is not null
           from entry in other.State.Current!.Sites
           where entry.Value.IsOpen
           select entry.Key,
    ];
}
