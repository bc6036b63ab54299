using System.Buffers;
using FederatedSecure.Client.Connection;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Hosting.Wire;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FederatedSecure.Client.Work;

/// <summary>Brings an update to the coordinator: announce it, send what is missing, commit. Can be broken off and repeated anywhere.</summary>
internal sealed class UpdateUpload(CoordinatorConnection connection)
{
    /// <summary>Uploads a stored update and returns the coordinator's receipt.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="path">The stored update.</param>
    /// <param name="summary">The figures, which leave the site with a plain update only.</param>
    /// <param name="header">The site's word on an encrypted update; null with a plain one.</param>
    /// <param name="cancellation">Ends the upload.</param>
    /// <exception cref="PlanException">The receipt is not good.</exception>
    public async Task<Receipt> RunAsync(WorkPlan plan, string path, StoredSummary summary, UploadHeader? header, CancellationToken cancellation)
    {
        // Fails closed: whatever is stored, nothing readable leaves the site under an encrypted plan, nor the other way round.
        if (plan.Secure is null != header is null)
        {
            throw new PlanException("update.protection", "the stored update is not protected as the plan asks for");
        }

        var manifest = ContentManifest.OfFile(path);
        var receipt = await connection.RunAsync(
            async token =>
            {
                await SendMissingAsync(plan, path, manifest, token);
                return await CommitAsync(plan, manifest, summary, header, token);
            },
            cancellation);
        return connection.Verify(receipt, plan, manifest.Digest.ToArray())
            ? receipt
            : throw new PlanException("receipt.invalid", "the coordinator's receipt is not signed by its own key for this update");
    }

    private async Task SendMissingAsync(WorkPlan plan, string path, ContentManifest manifest, CancellationToken cancellation)
    {
        var offer = new OfferUpdateRequest
        {
            Ref = plan.Ref,
            Encoding = plan.Secure is null ? UpdateEncoding.Float32 : UpdateEncoding.Bfv,
            Manifest = new Manifest
            {
                Digest = ByteString.CopyFrom(manifest.Digest.ToArray()),
                Length = (ulong)manifest.Length,
                ChunkSize = ContentManifest.ChunkSize,
                Chunks = { manifest.Chunks.Select(chunk => ByteString.CopyFrom(chunk.ToArray())) },
            },
        };
        var answer = await connection.Invoker.AsyncUnaryCall(ChunkMethods.OfferUpdate, host: null, connection.Call(cancellation), offer);
        var wanted = answer.Missing.Select(bytes => Digest.TryFromBytes(bytes.Span, out var digest) ? digest : default).ToHashSet();
        if (wanted.Count == 0)
        {
            return;
        }

        using var file = File.OpenHandle(path);
        using var call = connection.Invoker.AsyncClientStreamingCall(ChunkMethods.PutChunks, host: null, new CallOptions(cancellationToken: cancellation));
        var buffer = ArrayPool<byte>.Shared.Rent(ContentManifest.ChunkSize);
        try
        {
            var reference = plan.Ref;
            for (var index = 0; index < manifest.Chunks.Length; index++)
            {
                if (!wanted.Remove(manifest.Chunks[index]))
                {
                    continue;
                }

                var data = buffer.AsMemory(0, manifest.LengthOf(index));
                await RandomAccess.ReadAsync(file, data, manifest.Offset(index), cancellation);
                try
                {
                    await call.RequestStream.WriteAsync(WireChunk.Of(manifest.Chunks[index], data, reference), cancellation);
                }
                catch (RpcException)
                {
                    // The server has ended the call; the response says why.
                    break;
                }

                // Only the first message names the plan.
                reference = null;
            }

            if (reference is null)
            {
                await CompleteAsync(call);
            }

            await call.ResponseAsync;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task CompleteAsync(AsyncClientStreamingCall<WireChunk, PutChunksResponse> call)
    {
        try
        {
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // As above: the response says why.
        }
    }

    private async Task<Receipt> CommitAsync(WorkPlan plan, ContentManifest manifest, StoredSummary summary, UploadHeader? header, CancellationToken cancellation)
    {
        var request = new CommitRequest
        {
            Ref = plan.Ref,
            UpdateDigest = ByteString.CopyFrom(manifest.Digest.ToArray()),
            Summary = plan.Secure is null ? new TrainingSummary { Examples = (ulong)summary.Examples, Loss = summary.Loss, Seconds = summary.Seconds } : null,
            Header = header,
            Privacy = summary.Privacy is { } privacy ? new PrivacyStatement { Epsilon = privacy.Epsilon, Delta = privacy.Delta } : null,
        };
        // The coordinator reads the whole update and brings it to disk before it answers.
        var response = await connection.Invoker.AsyncUnaryCall(ChunkMethods.Commit, host: null, connection.Call(cancellation, factor: 10), request);
        return response.Receipt;
    }
}
