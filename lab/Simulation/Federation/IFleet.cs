using System.Collections.Immutable;
using FederatedSecure.Rounds;

namespace FederatedSecure.Lab.Simulation.Federation;

/// <summary>The sites, as the virtual coordinator sees them.</summary>
internal interface IFleet
{
    /// <summary>Has a cohort train.</summary>
    /// <param name="round">The round, from 1.</param>
    /// <param name="attempt">The attempt, from 1.</param>
    /// <param name="cohort">The sites, in the order of their names.</param>
    /// <param name="weights">The global model.</param>
    ImmutableArray<SiteReport> Train(int round, int attempt, ImmutableArray<SiteId> cohort, float[] weights);
}
