using System.Diagnostics.CodeAnalysis;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Rounds.Tests.Support;

/// <summary>Compares effects by what is in them; the equality of immutable arrays is that of their references.</summary>
internal sealed class EffectComparer : IEqualityComparer<JobEffect>
{
    public static EffectComparer Instance { get; } = new();

    public bool Equals(JobEffect? x, JobEffect? y) => (x, y) switch
    {
        (JobEffect.Aggregate left, JobEffect.Aggregate right) => left.Plan == right.Plan && left.Updates.SequenceEqual(right.Updates) && left.Buckets.SequenceEqual(right.Buckets),
        (JobEffect.OpenBuckets left, JobEffect.OpenBuckets right) =>
            left.Plan == right.Plan && left.Survivors.SequenceEqual(right.Survivors) && left.Holders.SequenceEqual(right.Holders),
        _ => object.Equals(x, y),
    };

    public int GetHashCode([DisallowNull] JobEffect obj) => obj.GetType().GetHashCode();
}
