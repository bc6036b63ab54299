using System.Buffers;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Hosting.Wire;

/// <summary>
/// A <c>GetChunksResponse</c> or <c>PutChunksRequest</c> whose payload lies in a pooled buffer. Generated code would allocate a
/// mebibyte on the large object heap for each of them. Whoever holds one disposes of it.
/// </summary>
public sealed class WireChunk : IDisposable
{
    private byte[]? _rented;
    private ReadOnlyMemory<byte> _data;

    private WireChunk(byte[]? rented, ReadOnlyMemory<byte> data)
    {
        _rented = rented;
        _data = data;
    }

    /// <summary>The plan that the chunk belongs to; in uploads, on the first message only.</summary>
    public PlanRef? Ref { get; init; }

    /// <summary>The digest that the sender claims; null if there was none of 32 bytes.</summary>
    public Digest? Digest { get; init; }

    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Data => _data;

    /// <summary>A message around bytes that somebody else owns.</summary>
    public static WireChunk Of(Digest digest, ReadOnlyMemory<byte> data, PlanRef? plan = null) =>
        new(rented: null, data) { Digest = digest, Ref = plan };

    /// <summary>A message that owns a buffer from <see cref="ArrayPool{T}.Shared"/>.</summary>
    public static WireChunk Owning(byte[] rented, int length, Digest? digest, PlanRef? plan = null) =>
        new(rented, rented.AsMemory(0, length)) { Digest = digest, Ref = plan };

    /// <summary>Gives the buffer back. The payload must not be used any more.</summary>
    public void Dispose()
    {
        _data = default;
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
