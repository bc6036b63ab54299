using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion;

/// <summary>The probes that rebuild training data, in the order of the report.</summary>
internal static class InversionProbes
{
    public static IReadOnlyList<Probe> All { get; } = [new BucketInversionProbe()];
}
