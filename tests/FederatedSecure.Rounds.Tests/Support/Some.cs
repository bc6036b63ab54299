using System.Collections.Immutable;
using System.Text;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Rounds.Jobs;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Rounds.Tests.Support;

/// <summary>Inputs of tests.</summary>
internal static class Some
{
    public static readonly JobId Job = new("j-abcdefghjk");
    public static readonly Digest InitialModel = Digest.Of("initial model"u8);
    public static readonly TrainingSummary Summary = new(Examples: 100, Loss: 0.5, Seconds: 1);

    public static readonly JobSpec Spec = Parse("""
        {
          "name": "spam", "protection": "plain", "dataSet": "mails",
          "model": { "input": [2], "layers": [ { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 } ] },
          "rounds": 2, "cohort": { "size": 3 }, "minimumReports": 2, "deadline": "00:10:00", "lease": "00:01:00", "attempts": 2
        }
        """);

    /// <summary>The same behind encryption, in buckets of two or three.</summary>
    public static readonly JobSpec Encrypted = Spec with
    {
        Protection = Protection.Encrypted,
        Encryption = new EncryptionSpec(BucketSize: 2),
    };

    public static SiteId Site(int number) => new($"site-{number}");

    public static ImmutableSortedSet<SiteId> Sites(int count) => [.. Enumerable.Range(1, count).Select(Site)];

    public static Digest Update(SiteId site, int version = 1) => Digest.Of(Encoding.UTF8.GetBytes($"{site} {version}"));

    public static Digest Model(int round) => Digest.Of(Encoding.UTF8.GetBytes($"model {round}"));

    private static JobSpec Parse(string json) => JobFileReader.Parse(Encoding.UTF8.GetBytes(json)).Spec!;
}
