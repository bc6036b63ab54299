using System.Buffers;
using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Identity;
using FederatedSecure.Coordinator.Releases;
using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Coordinator.Work;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Hosting.Wire;
using FederatedSecure.Protos.V1;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Models;

/// <summary>Hands out models, chunk by chunk: to the sites of a plan, to evaluators, and to whoever may have a release.</summary>
internal sealed class ModelsEndpoint(PlanDesk plans, ModelStore models, JobStore store, CandidateAccess candidates)
{
    public async Task GetChunks(GetChunksRequest request, IServerStreamWriter<WireChunk> responses, ServerCallContext context)
    {
        var plan = request.Candidate is null ? plans.Require(request.Ref, context) : null;
        var model = models.Get(plan?.State.CurrentModel ?? candidates.RequireModel(request.Candidate!, context.CallingSite()));
        var places = Places(model.Manifest, request);
        using var file = File.OpenHandle(model.Path);
        var buffer = ArrayPool<byte>.Shared.Rent(ContentManifest.ChunkSize);
        long sent = 0;
        try
        {
            foreach (var index in places)
            {
                var data = buffer.AsMemory(0, model.Manifest.LengthOf(index));
                if (await RandomAccess.ReadAsync(file, data, model.Manifest.Offset(index), context.CancellationToken) != data.Length)
                {
                    throw new InvalidDataException($"The file {model.Path} has been cut off: restore it from a backup.");
                }

                // The message is written out before this returns, so the buffer can serve the next chunk.
                await responses.WriteAsync(WireChunk.Of(model.Manifest.Chunks[index], data), context.CancellationToken);
                sent += data.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (plan is not null)
            {
                store.AddTraffic(plan.Key, sent);
            }
        }
    }

    private static List<int> Places(ContentManifest manifest, GetChunksRequest request)
    {
        var index = new Dictionary<Digest, int>();
        for (var i = 0; i < manifest.Chunks.Length; i++)
        {
            index.TryAdd(manifest.Chunks[i], i);
        }

        if (request.Digests.Count > manifest.Chunks.Length)
        {
            throw Refusals.RequestBad.Because($"{request.Digests.Count} chunks were asked for; the model has {manifest.Chunks.Length}.");
        }

        var places = new List<int>(request.Digests.Count);
        foreach (var bytes in request.Digests)
        {
            if (!Digest.TryFromBytes(bytes.Span, out var digest) || !index.TryGetValue(digest, out var place))
            {
                throw Refusals.ChunkUnknown.Because("A chunk was asked for that is not part of the model.");
            }

            places.Add(place);
        }

        return places;
    }
}
