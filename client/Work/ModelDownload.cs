using System.Buffers;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Connection;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Hosting.Wire;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Win32.SafeHandles;

namespace FederatedSecure.Client.Work;

/// <summary>Fetches models, chunk by chunk; what has arrived is kept, and a broken transfer goes on with the rest.</summary>
internal sealed class ModelDownload(ClientDirectory directory, CoordinatorConnection connection)
{
    private const int ModelsKept = 2;

    /// <summary>The weights of a plan's model.</summary>
    /// <exception cref="PlanException">The coordinator sent something else than the plan names.</exception>
    public async Task<float[]> GetAsync(WorkPlan plan, CancellationToken cancellation) =>
        Load(plan.Model, await GetFileAsync(plan.ModelFile, new GetChunksRequest { Ref = plan.Ref }, cancellation));

    /// <summary>A model's file, whole and held against its digest. It stays until others have been fetched.</summary>
    /// <param name="manifest">What it has to be.</param>
    /// <param name="source">Names the plan, the candidate or the release that it belongs to.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="PlanException">The coordinator sent something else.</exception>
    public async Task<string> GetFileAsync(ContentManifest manifest, GetChunksRequest source, CancellationToken cancellation)
    {
        var folder = Path.Combine(directory.Models, manifest.Digest.ToString());
        var file = Path.Combine(folder, "model.safetensors");
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(folder);
            var partial = Path.Combine(folder, "partial");
            await connection.RunAsync(
                async token =>
                {
                    await FetchAsync(manifest, source, folder, partial, token);
                    return true;
                },
                cancellation);
            Complete(manifest, folder, partial, file);
        }

        Directory.SetLastWriteTimeUtc(folder, File.GetLastWriteTimeUtc(file));
        DropOthers(folder);
        return file;
    }

    private async Task FetchAsync(ContentManifest manifest, GetChunksRequest source, string folder, string partial, CancellationToken cancellation)
    {
        using var output = File.OpenHandle(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        var missing = Enumerable.Range(0, manifest.Chunks.Length).Where(index => !IsThere(output, manifest, folder, index)).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var request = source.Clone();
        request.Digests.AddRange(missing.Select(index => ByteString.CopyFrom(manifest.Chunks[index].ToArray())));
        using var call = connection.Invoker.AsyncServerStreamingCall(ChunkMethods.GetChunks, host: null, new CallOptions(cancellationToken: cancellation), request);
        foreach (var index in missing)
        {
            if (!await call.ResponseStream.MoveNext(cancellation))
            {
                throw new RpcException(new Status(StatusCode.Unavailable, "The stream of chunks ended early."));
            }

            using var chunk = call.ResponseStream.Current;
            if (chunk.Data.Length != manifest.LengthOf(index) || Digest.Of(chunk.Data.Span) != manifest.Chunks[index])
            {
                throw new PlanException("model.wrong-chunk", "the coordinator sent a chunk that is not part of the plan's model");
            }

            await RandomAccess.WriteAsync(output, chunk.Data, manifest.Offset(index), cancellation);
            await File.WriteAllBytesAsync(Mark(folder, index), [], cancellation);
        }
    }

    /// <summary>Whether a chunk arrived before. After a power cut its mark may be there without its bytes, so they are looked at.</summary>
    private static bool IsThere(SafeFileHandle file, ContentManifest manifest, string folder, int index)
    {
        if (!File.Exists(Mark(folder, index)))
        {
            return false;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(ContentManifest.ChunkSize);
        try
        {
            var read = RandomAccess.Read(file, buffer.AsSpan(0, manifest.LengthOf(index)), manifest.Offset(index));
            return Digest.Of(buffer.AsSpan(0, read)) == manifest.Chunks[index];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Complete(ContentManifest manifest, string folder, string partial, string file)
    {
        // The chunks are right one by one; this also holds the manifest itself against the digest of the whole.
        if (ContentManifest.OfFile(partial) != manifest)
        {
            Directory.Delete(folder, recursive: true);
            throw new PlanException("model.wrong-digest", "the chunks do not make up the model that the plan names");
        }

        File.Move(partial, file, overwrite: true);
        foreach (var mark in Directory.EnumerateFiles(folder, "*.chunk"))
        {
            File.Delete(mark);
        }
    }

    /// <summary>The weights in a model's file.</summary>
    /// <exception cref="PlanException">They are not those of the model, or not finite.</exception>
    public static float[] Load(ModelSpec model, string path)
    {
        try
        {
            var layout = ParameterLayout.Of(model);
            using var file = SafetensorsFile.Open(path);
            file.Validate(layout);
            var weights = file.ReadAll(layout);
            return VectorKernels.AllFinite(weights)
                ? weights
                : throw new PlanException("model.not-finite", "the model contains values that are not finite");
        }
        catch (SafetensorsException exception)
        {
            throw new PlanException("model.malformed", exception.Message, exception);
        }
    }

    private static string Mark(string folder, int index) =>
        Path.Combine(folder, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{index}.chunk"));

    private void DropOthers(string current)
    {
        var old = new DirectoryInfo(directory.Models).GetDirectories()
            .Where(folder => folder.FullName != current)
            .OrderByDescending(folder => folder.LastWriteTimeUtc)
            .Skip(ModelsKept - 1);
        foreach (var folder in old)
        {
            folder.Delete(recursive: true);
        }
    }
}
