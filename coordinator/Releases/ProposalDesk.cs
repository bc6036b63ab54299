using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Models;
using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Jobs;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Releases;

/// <summary>
/// Takes in models that a person stands for: a cured one, or an earlier round's. They become candidates like any other and pass the same
/// gate; there is no way around it.
/// </summary>
internal sealed class ProposalDesk(
    CandidateStore store, GatedJobs gated, JobStore published, ModelStore models, CoordinatorOptions options, DiskReserve reserve)
{
    private const int TileValues = 1 << 18;

    // So that the same weights, submitted twice at once, are one candidate.
    private readonly Lock _adding = new();

    /// <summary>Takes in a proposal, with the weights that follow it.</summary>
    /// <exception cref="RpcException">Nobody stands for it, or it is no model of the job, or it was judged before.</exception>
    public async Task<CandidateId> TakeAsync(CandidateProposal proposal, IAsyncStreamReader<SubmitCandidateRequest> requests, CancellationToken cancellation)
    {
        var (by, note) = (ForeignText.Clean(proposal.ApprovedBy).Trim(), ForeignText.Clean(proposal.Note).Trim());
        if (by.Length == 0 || note.Length == 0)
        {
            throw Refusals.CandidateUnapproved.Because("Nobody's name, or no word of what it is, comes with the model.");
        }

        if (!JobId.TryParse(proposal.JobId, out var job) || published.Find(job) is null)
        {
            throw Refusals.JobUnknown.Because($"There is no job \"{proposal.JobId}\".");
        }

        var spec = gated.Find(job) ?? throw Refusals.ReleaseUngated.Because($"The job {job} has no release gate.");
        var model = proposal.Round > 0 ? OfRound(job, proposal.Round) : await ReceiveAsync(spec, requests, cancellation);
        lock (_adding)
        {
            var layout = ParameterLayout.Of(spec.Model);
            var weights = WeightsOf(model, layout);
            return store.Settled(job).FirstOrDefault(row => WeightsOf(row.Model, layout) == weights) is { } known
                ? throw Refusals.CandidateKnown.Because($"These are the weights of {known.Id}, which is {known.Status.ToString().ToLowerInvariant()}.")
                : store.AddProposal(job, model, (int)proposal.Round, by, note);
        }
    }

    /// <summary>SHA-256 of the values alone: text that travels along in a file makes no other model of them.</summary>
    private Digest WeightsOf(Digest model, ParameterLayout layout)
    {
        using var file = SafetensorsFile.Open(models.Get(model).Path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var tile = new float[Math.Min(layout.Count, TileValues)];
        for (long first = 0; first < layout.Count; first += tile.Length)
        {
            var values = tile.AsSpan(0, (int)Math.Min(tile.Length, layout.Count - first));
            file.ReadTile(first, values);
            hash.AppendData(MemoryMarshal.AsBytes(values));
        }

        return Digest.Finish(hash);
    }

    private Digest OfRound(JobId job, uint round) => round <= int.MaxValue && published.Published(job, (int)round) is { } model
        ? model
        : throw Refusals.ModelUnknown.Because($"{job} has published no model in round {round}.");

    /// <summary>Weights in any order of tensors become the job's own file: the same values are the same model, whoever wrote them.</summary>
    private async Task<Digest> ReceiveAsync(JobSpec spec, IAsyncStreamReader<SubmitCandidateRequest> requests, CancellationToken cancellation)
    {
        var layout = ParameterLayout.Of(spec.Model);
        var longest = layout.ByteLength + SafetensorsFile.MaximumHeaderLength + sizeof(ulong);
        reserve.Require(2 * layout.ByteLength);
        var temporary = options.PathOf("blobs", $"{Guid.CreateVersion7():N}{ContentFile.Unfinished}");
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                do
                {
                    if (file.Length + requests.Current.Data.Length > longest)
                    {
                        throw Refusals.CandidateBad.Because($"There are more bytes than a model of {layout.Count:N0} parameters has.");
                    }

                    await file.WriteAsync(requests.Current.Data.Memory, cancellation);
                }
                while (await requests.MoveNext(cancellation));
            }

            return Rewrite(temporary, layout);
        }
        catch (SafetensorsException exception)
        {
            throw Refusals.CandidateBad.Because(exception.Message);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private Digest Rewrite(string path, ParameterLayout layout)
    {
        using var source = SafetensorsFile.Open(path);
        var weights = source.ReadAll(layout);
        if (!VectorKernels.AllFinite(weights))
        {
            throw Refusals.CandidateBad.Because("The weights contain values that are not finite.");
        }

        return models.Store(layout.ByteLength, file => Safetensors.Write(file, layout, weights));
    }
}
