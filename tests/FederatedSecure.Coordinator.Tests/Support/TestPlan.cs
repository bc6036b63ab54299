using FederatedSecure.Cryptography.Content;
using FederatedSecure.Models;
using FederatedSecure.Protos.V1;
using Google.Protobuf;

namespace FederatedSecure.Coordinator.Tests.Support;

/// <summary>An offer, read.</summary>
internal sealed record TestPlan(Offer Offer)
{
    public PlanRef Ref => Offer.Ref;

    public Plan Content { get; } = Plan.Parser.ParseFrom(Offer.Plan);

    public ParameterLayout Layout => ParameterLayout.Of(ModelSpec.Parse(Content.ModelSpec.Span));

    /// <summary>The parameters in a safetensors file.</summary>
    public float[] Read(byte[] file)
    {
        using var model = SafetensorsFile.Open(new MemoryStream(file));
        return model.ReadAll(Layout);
    }

    /// <summary>An update that adds the same to every parameter.</summary>
    public float[] Constant(float value)
    {
        var update = new float[Layout.Count];
        Array.Fill(update, value);
        return update;
    }

    public static Manifest ToMessage(ContentManifest manifest) => new()
    {
        Digest = ByteString.CopyFrom(manifest.Digest.ToArray()),
        Length = (ulong)manifest.Length,
        ChunkSize = ContentManifest.ChunkSize,
        Chunks = { manifest.Chunks.Select(chunk => ByteString.CopyFrom(chunk.ToArray())) },
    };

    public static byte[] Chunk(ContentManifest manifest, byte[] content, int index) =>
        content.AsSpan((int)manifest.Offset(index), manifest.LengthOf(index)).ToArray();
}
