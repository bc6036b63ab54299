using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace FederatedSecure.Cryptography.Content;

/// <summary>
/// Content cut into chunks of one mebibyte, each named by its digest, so that a broken transfer goes on with what is missing.
/// </summary>
/// <param name="Digest">SHA-256 of the whole content.</param>
/// <param name="Length">Length of the whole content in bytes.</param>
/// <param name="Chunks">SHA-256 of each chunk, in order.</param>
/// <exception cref="ArgumentException">The number of chunks does not follow from the length: see <see cref="Problem"/>.</exception>
public sealed record ContentManifest(Digest Digest, long Length, ImmutableArray<Digest> Chunks)
{
    /// <summary>Length of every chunk but the last, in bytes.</summary>
    public const int ChunkSize = 1 << 20;

    /// <summary>SHA-256 of the whole content.</summary>
    public Digest Digest { get; } = Digest;

    /// <summary>Length of the whole content in bytes.</summary>
    public long Length { get; } = Length;

    /// <summary>SHA-256 of each chunk, in order.</summary>
    public ImmutableArray<Digest> Chunks { get; } = Problem(Length, Chunks.IsDefault ? 0 : Chunks.Length) is { } problem
        ? throw new ArgumentException($"The manifest is impossible: {problem}.", nameof(Chunks))
        : Chunks.IsDefault ? [] : Chunks;

    /// <summary>Number of chunks that content of this length has.</summary>
    public static long ChunksOf(long length) => (length / ChunkSize) + (length % ChunkSize == 0 ? 0 : 1);

    /// <summary>The manifest of everything from the stream's position to its end. Reads one chunk at a time.</summary>
    public static ContentManifest Of(Stream content)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        var chunks = ImmutableArray.CreateBuilder<Digest>();
        long length = 0;
        try
        {
            int read;
            do
            {
                read = content.ReadAtLeast(buffer.AsSpan(0, ChunkSize), ChunkSize, throwOnEndOfStream: false);
                if (read > 0)
                {
                    var chunk = buffer.AsSpan(0, read);
                    whole.AppendData(chunk);
                    chunks.Add(Digest.Of(chunk));
                    length += read;
                }
            }
            while (read == ChunkSize);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new ContentManifest(Digest.Finish(whole), length, chunks.ToImmutable());
    }

    /// <summary>The manifest of a file.</summary>
    public static ContentManifest OfFile(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        return Of(file);
    }

    /// <summary>
    /// What is wrong with a manifest that claims this length and this number of chunks; null if nothing is. To be asked of
    /// every manifest that comes from outside, before one is made.
    /// </summary>
    public static string? Problem(long length, int chunkCount)
    {
        if (length < 0)
        {
            return $"a length of {length} bytes is impossible";
        }

        var expected = ChunksOf(length);
        return expected == chunkCount ? null : $"{length} bytes have {expected} chunks of {ChunkSize} bytes; {chunkCount} are listed";
    }

    /// <summary>Where a chunk starts, in bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such chunk.</exception>
    public long Offset(int index) => (long)CheckIndex(index) * ChunkSize;

    /// <summary>Length of a chunk in bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such chunk.</exception>
    public int LengthOf(int index) => (int)Math.Min(ChunkSize, Length - Offset(index));

    /// <inheritdoc/>
    public bool Equals(ContentManifest? other) =>
        other is not null && Digest == other.Digest && Length == other.Length && Chunks.AsSpan().SequenceEqual(other.Chunks.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Digest.GetHashCode();

    private int CheckIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Chunks.Length);
        return index;
    }
}
