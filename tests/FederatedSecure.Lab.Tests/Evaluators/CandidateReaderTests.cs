using FederatedSecure.Client.Work;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Lab.Evaluators;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Models;
using FederatedSecure.Protos.V1;
using Google.Protobuf;

namespace FederatedSecure.Lab.Tests.Evaluators;

public sealed class CandidateReaderTests
{
    private static readonly byte[] Spec = """{ "input": [4], "layers": [ { "type": "linear", "out": 3 }, { "type": "softmax-head", "classes": 3 } ] }"""u8.ToArray();

    [Fact]
    public void Read_OfAGoodOne_TakesItsSeedFromTheNonce()
    {
        var task = CandidateReader.Read(Good());

        Assert.Equal(ProbeCost.Quick, task.Profile);
        Assert.Equal("j-abcdefghij/3", task.Id.ToString());
        // 01 02 … 08, little-endian.
        Assert.Equal(0x0807060504030201u, task.Seed);
    }

    public static TheoryData<string> Faults => ["name", "number", "nonce", "job", "data", "spec", "gate", "profile", "profile-number", "manifest", "digest"];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Read_OfAFaultyOne_IsRefused(string fault)
    {
        var candidate = Good();
        switch (fault)
        {
            case "name":
                candidate.Ref.JobId = "../../etc";
                break;
            case "number":
                candidate.Ref.Number = 0;
                break;
            case "nonce":
                candidate.Nonce = ByteString.CopyFrom(new byte[31]);
                break;
            case "job":
                candidate.JobName = "a\u001b[2J";
                break;
            case "data":
                candidate.DataSet = "../digits";
                break;
            case "spec":
                candidate.ModelSpec = ByteString.CopyFromUtf8("{}");
                break;
            case "gate":
                candidate.Gate = ByteString.CopyFromUtf8("{ \"rules\": [] }");
                break;
            case "profile":
                candidate.Profile = "Quick";
                break;
            case "profile-number":
                candidate.Profile = "1";
                break;
            case "manifest":
                candidate.Model.Length = 1UL << 40;
                break;
            default:
                candidate.Model.Digest = ByteString.CopyFrom(new byte[33]);
                break;
        }

        Assert.Throws<PlanException>(() => CandidateReader.Read(candidate));
    }

    private static Candidate Good()
    {
        var layout = ParameterLayout.Of(ModelSpec.Parse(Spec));
        var file = new MemoryStream();
        Safetensors.Write(file, layout, new float[layout.Count]);
        file.Position = 0;
        var manifest = ContentManifest.Of(file);
        return new Candidate
        {
            Ref = new CandidateRef { JobId = "j-abcdefghij", Number = 3 },
            JobName = "a job",
            Nonce = ByteString.CopyFrom([.. Enumerable.Range(1, 32).Select(value => (byte)value)]),
            ModelSpec = ByteString.CopyFrom(Spec),
            Model = new Manifest
            {
                Digest = ByteString.CopyFrom(manifest.Digest.ToArray()),
                Length = (ulong)manifest.Length,
                ChunkSize = ContentManifest.ChunkSize,
                Chunks = { manifest.Chunks.Select(chunk => ByteString.CopyFrom(chunk.ToArray())) },
            },
            DataSet = "digits",
            Gate = ByteString.CopyFromUtf8("""{ "rules": [ { "measurement": "utility.clean.accuracy", "atLeast": 0.5 } ] }"""),
            Profile = "quick",
        };
    }
}
