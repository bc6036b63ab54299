using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Numerics;
using Microsoft.Win32.SafeHandles;

namespace FederatedSecure.Coordinator.Updates;

/// <summary>
/// One site's update on disk: the bytes in one file, each chunk at its place, and beside it a file with one byte for each chunk
/// that says whether it has arrived. The byte is written after the chunk, so that a process that dies in between has lost one
/// chunk and nothing else. A power cut may lose the chunk and keep the byte: <see cref="Verify"/> finds that.
/// </summary>
internal sealed class SpooledUpdate : IDisposable
{
    private const string DataFile = "data";
    private const string ArrivedFile = "arrived";
    private readonly DiskReserve _reserve;
    private readonly SafeFileHandle _data;
    private readonly SafeFileHandle _arrived;
    private readonly ILookup<Digest, int> _places;

    /// <exception cref="DirectoryNotFoundException">The attempt is over, and its updates were thrown away.</exception>
    public SpooledUpdate(string directory, ContentManifest manifest, DiskReserve reserve)
    {
        Manifest = manifest;
        _reserve = reserve;
        _data = File.OpenHandle(Path.Combine(directory, DataFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _arrived = File.OpenHandle(Path.Combine(directory, ArrivedFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        // The same chunk may have several places: an update of zeros is one chunk over and over.
        _places = Enumerable.Range(0, manifest.Chunks.Length).ToLookup(index => manifest.Chunks[index]);
    }

    /// <summary>What the site announced.</summary>
    public ContentManifest Manifest { get; }

    /// <summary>Opens the bytes of a complete update for reading.</summary>
    public static SafeFileHandle OpenData(string directory) => File.OpenHandle(
        Path.Combine(directory, DataFile), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>The length that a chunk of the update has; null if the update has no such chunk.</summary>
    public int? LengthOf(Digest chunk) => _places[chunk] is var places && places.Any() ? Manifest.LengthOf(places.First()) : null;

    /// <summary>The chunks that have not arrived.</summary>
    public IReadOnlyList<int> Missing()
    {
        var arrived = new byte[Manifest.Chunks.Length];
        RandomAccess.Read(_arrived, arrived, fileOffset: 0);
        return [.. Enumerable.Range(0, arrived.Length).Where(index => arrived[index] == 0)];
    }

    /// <summary>Keeps a chunk. Doing it twice, or from two connections at once, does no harm: the bytes are the same.</summary>
    /// <param name="digest">Its digest, which the data was compared with.</param>
    /// <param name="data">Its bytes.</param>
    /// <exception cref="IOException">There is no room.</exception>
    public void Put(Digest digest, ReadOnlySpan<byte> data)
    {
        _reserve.Require(data.Length);
        foreach (var index in _places[digest])
        {
            RandomAccess.Write(_data, data, Manifest.Offset(index));
            RandomAccess.Write(_arrived, [1], index);
        }
    }

    /// <summary>
    /// Reads a complete update once: checks the digest of the whole and, in the plain, that every value is finite, and brings it to
    /// disk for good.
    /// </summary>
    /// <param name="isPlain">Whether its bytes are values.</param>
    public UpdateVerdict Verify(bool isPlain)
    {
        // The disk writes while the processor reads: each takes about as long as the other.
        var flushing = Task.Run(() => RandomAccess.FlushToDisk(_data));
        try
        {
            return Read(isPlain);
        }
        finally
        {
            flushing.GetAwaiter().GetResult();
            RandomAccess.FlushToDisk(_arrived);
        }
    }

    /// <summary>Reads bytes of a complete update.</summary>
    /// <exception cref="IOException">They are not there.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        if (RandomAccess.Read(_data, destination, offset) != destination.Length)
        {
            throw new EndOfStreamException("The update has been cut off on disk.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _data.Dispose();
        _arrived.Dispose();
    }

    private UpdateVerdict Read(bool isPlain)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var finite = true;
        ForEachChunk((_, data) =>
        {
            whole.AppendData(data);
            finite &= !isPlain || VectorKernels.AllFinite(MemoryMarshal.Cast<byte, float>(data));
        });
        if (Digest.Finish(whole) != Manifest.Digest)
        {
            return DropDamaged() ? UpdateVerdict.Incomplete : UpdateVerdict.WrongDigest;
        }

        return finite ? UpdateVerdict.Good : UpdateVerdict.NotFinite;
    }

    /// <summary>Forgets chunks that are not on disk as they arrived; tells whether there were any.</summary>
    private bool DropDamaged()
    {
        var damaged = false;
        ForEachChunk((index, data) =>
        {
            if (Digest.Of(data) != Manifest.Chunks[index])
            {
                RandomAccess.Write(_arrived, [0], index);
                damaged = true;
            }
        });
        return damaged;
    }

    private void ForEachChunk(Action<int, ReadOnlySpan<byte>> look)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ContentManifest.ChunkSize);
        try
        {
            for (var index = 0; index < Manifest.Chunks.Length; index++)
            {
                var read = RandomAccess.Read(_data, buffer.AsSpan(0, Manifest.LengthOf(index)), Manifest.Offset(index));
                look(index, buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
