using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dapper;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Models;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Coordinator.Models;

/// <summary>Files named by their SHA-256: models, and the states of server optimizers.</summary>
internal sealed class ModelStore
{
    private readonly Database _database;
    private readonly string _directory;
    private readonly ConcurrentDictionary<Digest, StoredModel> _models = new();

    public ModelStore(Database database, CoordinatorOptions options)
    {
        _database = database;
        _directory = options.PathOf("blobs");
        Directory.CreateDirectory(_directory);
        foreach (var leftover in Directory.EnumerateFiles(_directory, "*.tmp"))
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
    public Digest Store(Action<FileStream> write)
    {
        var temporary = Path.Combine(_directory, $"{Guid.CreateVersion7():N}.tmp");
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            var manifest = ContentManifest.OfFile(temporary);
            File.Move(temporary, PathOf(manifest.Digest), overwrite: true);
            Remember(manifest);
            return manifest.Digest;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The model that a job starts from: initial weights drawn from the job's seed.</summary>
    public Digest CreateInitial(JobSpec spec)
    {
        var layout = ParameterLayout.Of(spec.Model);
        var weights = new float[layout.Count];
        ModelInitializer.Initialize(spec.Model, layout, spec.Seed, weights);
        return Store(file => Safetensors.Write(file, layout, weights));
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
