using System.Text;
using FederatedSecure.Client.Encryption;
using FederatedSecure.Client.Work;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Models;
using FederatedSecure.Protos.V1;
using Google.Protobuf;

namespace FederatedSecure.Client.Tests.Support;

/// <summary>Offers as an honest coordinator makes them, and ways to spoil them.</summary>
internal static class SomePlan
{
    public const string Site = "hospital-a";
    private const string Spec = """{ "input": [4], "layers": [ { "type": "linear", "out": 3 }, { "type": "softmax-head", "classes": 3 } ] }""";

    /// <summary>A plan of 15 parameters, for three sites and two local epochs.</summary>
    public static WorkPlan Good => PlanReader.Read(Offer(), Site, Limits, Roster);

    public static ModelLimits Limits { get; } = new(ModelLimits.ParameterCeiling, long.MaxValue);

    /// <summary>Trusts nobody: for plans that have no roster.</summary>
    public static RosterReader Roster => new([], DateTimeOffset.UnixEpoch);

    /// <summary>The offer of a plan, with the digest of whatever it then contains.</summary>
    public static Offer Offer(Action<Plan>? change = null)
    {
        var model = ContentManifest.Of(new MemoryStream(new byte[200]));
        var plan = new Plan
        {
            JobId = "j-abcdefghjk",
            JobName = "test",
            Round = 6,
            Attempt = 1,
            Rounds = 10,
            Task = TaskKind.Train,
            Protection = Protection.Plain,
            DataSet = "digits",
            ModelSpec = ByteString.CopyFromUtf8(Spec),
            Model = new Manifest
            {
                Digest = ByteString.CopyFrom(model.Digest.ToArray()),
                Length = (ulong)model.Length,
                ChunkSize = ContentManifest.ChunkSize,
                Chunks = { model.Chunks.Select(chunk => ByteString.CopyFrom(chunk.ToArray())) },
            },
            Training = new Training { LocalEpochs = 2, BatchSize = 32, LearningRate = 0.1, Momentum = 0.9, ValidationFraction = 0.1 },
            DeadlineMilliseconds = 60_000,
            LeaseMilliseconds = 10_000,
            Cohort = { Site, "hospital-b", "hospital-c" },
        };
        change?.Invoke(plan);
        return Offer(plan.ToByteString(), plan);
    }

    /// <summary>An offer of these bytes.</summary>
    public static Offer Offer(ByteString bytes, Plan? named = null) => new()
    {
        Plan = bytes,
        Ref = new PlanRef
        {
            JobId = named?.JobId ?? "j-abcdefghjk",
            Round = named?.Round ?? 6,
            Attempt = named?.Attempt ?? 1,
            PlanDigest = ByteString.CopyFrom(Digest.Of(bytes.Span).ToArray()),
        },
    };

    public static ByteString Text(string text) => ByteString.CopyFrom(Encoding.UTF8.GetBytes(text));
}
