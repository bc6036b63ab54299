using FederatedSecure.Lab.RedTeam.Privacy.Attributes;
using FederatedSecure.Lab.RedTeam.Privacy.Audits;
using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Privacy;

/// <summary>The probes of this class, in the order of the report.</summary>
internal static class PrivacyProbes
{
    public static IReadOnlyList<Probe> All { get; } =
    [
        new LossThresholdProbe(),
        new ShadowModelsProbe(),
        new AttributeInferenceProbe(),
        new FinalModelAuditProbe(),
        new OneRunAuditProbe(),
        new RepeatedTrainingProbe(),
    ];
}
