using FederatedSecure.Lab.RedTeam.Privacy.Property;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion;

/// <summary>The probes that rebuild training data or tell what they are like, in the order of the report.</summary>
internal static class InversionProbes
{
    public static IReadOnlyList<Probe> All { get; } = [new BucketInversionProbe(), new GradientInversionProbe(), new ModelInversionProbe(), new PropertyInferenceProbe()];
}
