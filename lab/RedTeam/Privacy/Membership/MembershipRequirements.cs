using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>What attacks on membership need, and what their figures rest on.</summary>
internal static class MembershipRequirements
{
    public const string Assumption =
        "Members are the records of the training data, non-members those of the test data: a difference between the two that has nothing to do "
        + "with training, such as another year or another site, would be taken for membership. Figures are per record; nothing is said about whole sites.";

    /// <summary>Why membership cannot be attacked; null if it can.</summary>
    public static string? NotApplicable(ProbeSubject subject) =>
        subject.Training is null ? "nobody has the records that the model was trained on"
        : subject.Training.Count < 2 || subject.Test.Count < 2 ? "there are fewer than two records that were trained on, or that were not"
        : null;
}
