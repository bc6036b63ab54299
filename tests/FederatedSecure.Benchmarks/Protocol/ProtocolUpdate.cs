using System.Runtime.InteropServices;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Numerics;
using FederatedSecure.Protos.V1;
using Google.Protobuf;

namespace FederatedSecure.Benchmarks.Protocol;

/// <summary>The bytes of an update.</summary>
internal sealed class ProtocolUpdate
{
    public ProtocolUpdate(byte[] bytes)
    {
        Bytes = bytes;
        using var stream = new MemoryStream(bytes, writable: false);
        Manifest = ContentManifest.Of(stream);
    }

    public byte[] Bytes { get; }

    public ContentManifest Manifest { get; }

    /// <summary>A plain one of random small numbers.</summary>
    public static ProtocolUpdate Random(long parameters, ulong seed)
    {
        var bytes = new byte[parameters * sizeof(float)];
        var values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        var random = new SeededRandomSource(seed);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)((random.NextDouble() - 0.5) * 1e-3);
        }

        return new ProtocolUpdate(bytes);
    }

    public Manifest ToWire() => new()
    {
        Digest = ByteString.CopyFrom(Manifest.Digest.ToArray()),
        Length = (ulong)Manifest.Length,
        ChunkSize = ContentManifest.ChunkSize,
        Chunks = { Manifest.Chunks.Select(chunk => ByteString.CopyFrom(chunk.ToArray())) },
    };
}
