using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dapper;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Models;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Coordinator.Models;

/// <summary>Models: files named by their SHA-256, with the digests of their chunks in the database.</summary>
internal sealed class ModelStore
{
    private readonly Database _database;
    private readonly DiskReserve _reserve;
    private readonly string _directory;
    private readonly ConcurrentDictionary<Digest, StoredModel> _models = new();

    public ModelStore(Database database, DiskReserve reserve, CoordinatorOptions options)
    {
        (_database, _reserve) = (database, reserve);
        _directory = options.PathOf("blobs");
        Directory.CreateDirectory(_directory);
        foreach (var leftover in Directory.EnumerateFiles(_directory, $"*{ContentFile.Unfinished}"))
        {
            File.Delete(leftover);
        }
    }

    /// <summary>A stored file; null if there is none.</summary>
    public StoredModel? Find(Digest digest)
    {
        if (_models.TryGetValue(digest, out var known))
        {
            return known;
        }

        var row = _database.Use(connection => connection.QuerySingleOrDefault<(long Length, byte[]? Chunks)>(
            "SELECT length, chunks FROM models WHERE digest = @Digest", new { Digest = digest.ToArray() }));
        if (row.Chunks is null)
        {
            return null;
        }

        var chunks = ImmutableArray.CreateBuilder<Digest>(row.Chunks.Length / Digest.Size);
        for (var offset = 0; offset < row.Chunks.Length; offset += Digest.Size)
        {
            chunks.Add(Digest.FromBytes(row.Chunks.AsSpan(offset, Digest.Size)));
        }

        return _models.GetOrAdd(digest, new StoredModel(new ContentManifest(digest, row.Length, chunks.ToImmutable()), PathOf(digest)));
    }

    /// <summary>A stored file that has to be there.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public StoredModel Get(Digest digest) => Find(digest)
        ?? throw new InvalidDataException($"The file {PathOf(digest)} is missing from the data directory: restore it from a backup.");

    /// <summary>
    /// Stores what a writer writes. The file is on disk under its final name, whole, before this returns; the same content twice
    /// is the same file.
    /// </summary>
    /// <param name="length">About how many bytes that will be.</param>
    /// <param name="write">Writes them.</param>
    public Digest Store(long length, Action<FileStream> write)
    {
        _reserve.Require(length);
        var manifest = ContentFile.Store(_directory, write);
        Remember(manifest);
        return manifest.Digest;
    }

    /// <summary>The model that a job starts from: initial weights drawn from the job's seed.</summary>
    public Digest CreateInitial(JobSpec spec)
    {
        var layout = ParameterLayout.Of(spec.Model);
        return Store(layout.ByteLength, file =>
        {
            file.Write(Safetensors.Header(layout));
            ModelInitializer.Initialize(spec.Model, layout, spec.Seed, tile => Safetensors.WriteTile(file, tile));
        });
    }

    private string PathOf(Digest digest) => Path.Combine(_directory, digest.ToString());

    private void Remember(ContentManifest manifest)
    {
        var chunks = new byte[manifest.Chunks.Length * Digest.Size];
        for (var i = 0; i < manifest.Chunks.Length; i++)
        {
            manifest.Chunks[i].CopyTo(chunks.AsSpan(i * Digest.Size));
        }

        _database.InTransaction((connection, transaction) => connection.Execute(
            "INSERT INTO models (digest, length, chunks) VALUES (@Digest, @Length, @Chunks) ON CONFLICT DO NOTHING",
            new { Digest = manifest.Digest.ToArray(), manifest.Length, Chunks = chunks },
            transaction));
        _models[manifest.Digest] = new StoredModel(manifest, PathOf(manifest.Digest));
    }
}
