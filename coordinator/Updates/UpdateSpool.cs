using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Numerics;
using FederatedSecure.Rounds;

namespace FederatedSecure.Coordinator.Updates;

/// <summary>
/// Updates on their way in: for each site of an attempt a directory with the manifest it announced and a file for each chunk
/// that has arrived. What is there is what arrived, before and after a restart, and memory does not grow with the sites.
/// </summary>
internal sealed class UpdateSpool
{
    private const string ManifestFile = "manifest";
    private readonly string _directory;

    public UpdateSpool(CoordinatorOptions options)
    {
        _directory = options.PathOf("spool");
        Directory.CreateDirectory(_directory);
    }

    /// <summary>Takes down which update a site announces.</summary>
    /// <returns>The manifest that counts: the first one that the site announced for this attempt.</returns>
    public ContentManifest Announce(PlanKey plan, SiteId site, ContentManifest manifest)
    {
        if (Announced(plan, site) is { } earlier)
        {
            return earlier;
        }

        var directory = DirectoryOf(plan, site);
        Directory.CreateDirectory(directory);
        var bytes = new byte[Digest.Size + sizeof(long) + (manifest.Chunks.Length * Digest.Size)];
        manifest.Digest.CopyTo(bytes);
        MemoryMarshal.Write(bytes.AsSpan(Digest.Size), manifest.Length);
        for (var i = 0; i < manifest.Chunks.Length; i++)
        {
            manifest.Chunks[i].CopyTo(bytes.AsSpan(Digest.Size + sizeof(long) + (i * Digest.Size)));
        }

        WriteWhole(Path.Combine(directory, ManifestFile), bytes);
        return manifest;
    }

    /// <summary>The manifest that a site announced; null if it has not.</summary>
    public ContentManifest? Announced(PlanKey plan, SiteId site)
    {
        var path = Path.Combine(DirectoryOf(plan, site), ManifestFile);
        if (!File.Exists(path))
        {
            return null;
        }

        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        var chunks = ImmutableArray.CreateBuilder<Digest>();
        for (var rest = bytes[(Digest.Size + sizeof(long))..]; !rest.IsEmpty; rest = rest[Digest.Size..])
        {
            chunks.Add(Digest.FromBytes(rest[..Digest.Size]));
        }

        return new ContentManifest(Digest.FromBytes(bytes[..Digest.Size]), MemoryMarshal.Read<long>(bytes[Digest.Size..]), chunks.ToImmutable());
    }

    /// <summary>Which chunks have not arrived.</summary>
    public IEnumerable<int> Missing(PlanKey plan, SiteId site, ContentManifest manifest)
    {
        var directory = DirectoryOf(plan, site);
        return Enumerable.Range(0, manifest.Chunks.Length).Where(index => !File.Exists(ChunkPath(directory, index)));
    }

    /// <summary>Keeps a chunk whose digest has been checked.</summary>
    public void Put(PlanKey plan, SiteId site, int index, ReadOnlySpan<byte> data) => WriteWhole(ChunkPath(DirectoryOf(plan, site), index), data);

    /// <summary>Reads a chunk.</summary>
    /// <returns>Its length.</returns>
    public int Read(PlanKey plan, SiteId site, int index, Span<byte> destination)
    {
        using var file = File.OpenHandle(ChunkPath(DirectoryOf(plan, site), index));
        return RandomAccess.Read(file, destination, fileOffset: 0);
    }

    /// <summary>
    /// Reads a complete update once: checks the digest of the whole and that every value is finite, and brings it to disk for good.
    /// </summary>
    public UpdateVerdict Verify(PlanKey plan, SiteId site, ContentManifest manifest)
    {
        var directory = DirectoryOf(plan, site);
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ContentManifest.ChunkSize);
        var finite = true;
        try
        {
            for (var index = 0; index < manifest.Chunks.Length; index++)
            {
                using var file = File.OpenHandle(ChunkPath(directory, index), FileMode.Open, FileAccess.ReadWrite);
                var data = buffer.AsSpan(0, RandomAccess.Read(file, buffer.AsSpan(0, ContentManifest.ChunkSize), fileOffset: 0));
                whole.AppendData(data);
                finite &= VectorKernels.AllFinite(MemoryMarshal.Cast<byte, float>(data));
                RandomAccess.FlushToDisk(file);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Digest.Finish(whole) != manifest.Digest ? UpdateVerdict.WrongDigest : finite ? UpdateVerdict.Good : UpdateVerdict.NotFinite;
    }

    /// <summary>Throws away an attempt's updates.</summary>
    public void Discard(PlanKey plan) => Delete(DirectoryOf(plan));

    /// <summary>Throws away what is left of attempts that are over.</summary>
    public void DiscardAllBut(IReadOnlySet<PlanKey> open)
    {
        var kept = open.Select(DirectoryOf).ToHashSet(StringComparer.Ordinal);
        foreach (var directory in Directory.EnumerateDirectories(_directory).Where(directory => !kept.Contains(directory)))
        {
            Delete(directory);
        }
    }

    private static void Delete(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string ChunkPath(string directory, int index) => Path.Combine(directory, index.ToString("D7", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The file is there whole, or not at all, even if the process dies in between.</summary>
    private static void WriteWhole(string path, ReadOnlySpan<byte> data)
    {
        var temporary = $"{path}.{Environment.CurrentManagedThreadId}.tmp";
        using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.None, data.Length))
        {
            RandomAccess.Write(file, data, fileOffset: 0);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private string DirectoryOf(PlanKey plan) => Path.Combine(_directory, $"{plan.Job}-{plan.Round}-{plan.Attempt}");

    private string DirectoryOf(PlanKey plan, SiteId site) => Path.Combine(DirectoryOf(plan), site.Value);
}
