using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Drift;

/// <summary>The probes of this class, in the order of the report.</summary>
internal static class DriftProbes
{
    public static IReadOnlyList<Probe> All { get; } = [new FeatureDriftProbe(), new JointDriftProbe()];

    /// <summary>Why drift cannot be looked at; null if it can.</summary>
    public static string? NoReference(ProbeSubject subject) =>
        subject.Training is not { } training ? "there are no training records to compare the test records with"
        : !training.FeatureShape.SequenceEqual(subject.Test.FeatureShape) ? "training and test records have different shapes"
        : null;
}
