using System.Globalization;
using FederatedSecure.Lab.Splitting;

namespace FederatedSecure.Lab.Simulation.Scenarios;

/// <summary>What a table of rules × attacks is about: one value of each of the other axes.</summary>
/// <param name="Split">How records are dealt out.</param>
/// <param name="Attackers">m.</param>
/// <param name="WorkerMomentum">β of the sites.</param>
/// <param name="BucketSize">k; 0 where the rule sees single updates.</param>
internal sealed record SettingKey(SplitSpec Split, int Attackers, double WorkerMomentum, int BucketSize)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Split}, {Attackers} attackers, {(WorkerMomentum > 0 ? $"worker momentum {WorkerMomentum}, " : "")}{(BucketSize > 1 ? $"buckets of {BucketSize}" : "single updates")}");
}
