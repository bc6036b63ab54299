using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>The records that an attacker has, of which he does not know which were trained on.</summary>
/// <param name="Records">Training and test records.</param>
/// <param name="IsMember">Whether the model under attack was trained on a record. Only for counting what was right.</param>
internal sealed record ShadowPool(DataSet Records, bool[] IsMember)
{
    /// <summary>Training and test data of a subject, or a random part of them in the same proportion.</summary>
    /// <param name="subject">With training data.</param>
    /// <param name="most">Records at most, so that training shadow models stays affordable.</param>
    /// <param name="seed">Chooses the part.</param>
    public static ShadowPool Of(ProbeSubject subject, int most, ulong seed)
    {
        var training = subject.Training ?? throw new ArgumentException("There are no training records.", nameof(subject));
        var kept = Math.Min(1, (double)most / (training.Count + subject.Test.Count));
        var (members, others) = (Part(training, kept, seed, stream: 0), Part(subject.Test, kept, seed, stream: 1));
        var records = members with { Features = [.. members.Features, .. others.Features], Labels = [.. members.Labels, .. others.Labels], Protected = [] };
        return new ShadowPool(records, [.. members.Labels.Select(_ => true), .. others.Labels.Select(_ => false)]);
    }

    /// <summary>Places of the records that were not trained on.</summary>
    public int[] NonMembers => [.. Enumerable.Range(0, IsMember.Length).Where(i => !IsMember[i])];

    private static DataSet Part(DataSet data, double part, ulong seed, ulong stream)
    {
        int[] places = [.. Enumerable.Range(0, data.Count)];
        if (part < 1)
        {
            new SeededRandomSource(seed, stream).Shuffle(places.AsSpan());
            places = places[..Math.Max(1, (int)(data.Count * part))];
        }

        return data.Select(places);
    }
}
