using System.Collections.Concurrent;
using System.Collections.Frozen;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Rounds;

namespace FederatedSecure.Coordinator.Rounds;

/// <summary>Which sites asked for work lately, and with which data sets. In memory only: after a restart they ask again.</summary>
internal sealed class SiteAvailability(CoordinatorOptions options, TimeProvider time)
{
    // A poll costs about a millisecond of a core; a thousand sites with nothing to do shall not cost more than some per cent.
    private const double IdlePollsPerSecond = 30;
    private readonly ConcurrentDictionary<SiteId, Poll> _polls = new();

    /// <summary>Number of sites that have asked for work since the start.</summary>
    public int Count => _polls.Count;

    /// <summary>How long a site with nothing to do waits between polls: longer where there are very many.</summary>
    public TimeSpan IdlePace => TimeSpan.FromSeconds(Math.Max(options.IdlePoll.TotalSeconds, Count / IdlePollsPerSecond));

    // A site may miss two polls before it counts as away.
    private TimeSpan Window => (3 * IdlePace) + TimeSpan.FromSeconds(5);

    /// <summary>Notes that a site asked for work.</summary>
    /// <returns>True if it was away before, or offers something else now.</returns>
    public bool Note(SiteId site, IReadOnlyCollection<string> dataSets)
    {
        var before = _polls.GetValueOrDefault(site);
        var same = before is not null && before.DataSets.SetEquals(dataSets);
        _polls[site] = new Poll(time.GetTimestamp(), same ? before!.DataSets : dataSets.ToFrozenSet());
        return !same || time.GetElapsedTime(before!.At) > Window;
    }

    /// <summary>Forgets a site.</summary>
    public void Forget(SiteId site) => _polls.TryRemove(site, out _);

    /// <summary>The sites that are there and offer a data set.</summary>
    public IEnumerable<SiteId> With(string dataSet) =>
        from entry in _polls
        where time.GetElapsedTime(entry.Value.At) <= Window && entry.Value.DataSets.Contains(dataSet)
        select entry.Key;

    private sealed record Poll(long At, FrozenSet<string> DataSets);
}
