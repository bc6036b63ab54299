using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Privacy.Audits;

/// <summary>What audits that train need, and what they say.</summary>
internal static class AuditRequirements
{
    public const string Assumption =
        "It is the training procedure under the claim that is audited: what was done to train the model under attack itself, only canaries in that training could tell.";

    /// <summary>Why nothing can be trained; null if it can.</summary>
    public static string? NotApplicable(ProbeSubject subject) =>
        subject.Claim is null ? "no differential privacy is claimed"
        : subject.Spec is null ? "the model is a black box, and an audit trains its architecture anew"
        : subject.Training is null ? "nobody has the records that the model was trained on"
        : Math.Min(subject.Training.Count, subject.Test.Count) < 100 ? "there are fewer than 100 records that were trained on, or that were not"
        : null;

    /// <summary>So many records, chosen at random.</summary>
    public static DataSet Part(DataSet data, int most, IRandomSource random)
    {
        int[] places = [.. Enumerable.Range(0, data.Count)];
        random.Shuffle(places.AsSpan());
        return data.Select(places.AsSpan(0, Math.Min(most, data.Count)));
    }
}
