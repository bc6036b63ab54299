using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds.Machine;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Releases;

/// <summary>Which model an administrator who asks for a job's gets: what is released, unless he says that another one will do.</summary>
internal sealed class ModelChoice(CandidateStore store)
{
    /// <summary>The model that a request means, and what there is to know of it.</summary>
    /// <exception cref="RpcException">There is none, or it is not released and was not asked for as such.</exception>
    public (Digest Model, ModelOrigin Origin) Of(JobState state, GetModelRequest request)
    {
        var isGated = state.Spec.Release is not null;
        var current = isGated ? store.Current(state.Id) : null;
        if (isGated && request is { Round: 0, Unreleased: false })
        {
            var release = current ?? throw Refusals.ReleaseNone.Because($"The job {state.Id} has released nothing.");
            return (release.Model, Describe(state, release.Round, release, current));
        }

        var round = request.Round == 0 ? state.PublishedRounds : (long)request.Round;
        var model = state.Records.LastOrDefault(record => record.Round == round && record.Model is not null)?.Model
            ?? throw Refusals.ModelUnknown.Because($"{state.Id} has published no model in round {round}.");
        var candidate = isGated ? store.OfModel(state.Id, model) : null;
        if (isGated && !request.Unreleased && candidate?.Status != Assurance.Releases.CandidateStatus.Released)
        {
            throw Refusals.ModelUnreleased.Because(candidate is null
                ? $"The model of round {round} of {state.Id} was never judged."
                : $"The model of round {round} is {candidate.Id}, {candidate.Status.ToString().ToLowerInvariant()}. {candidate.Reason}".TrimEnd());
        }

        return (model, Describe(state, (int)round, candidate, current));
    }

    private static ModelOrigin Describe(JobState state, int round, CandidateRow? candidate, CandidateRow? current) => new()
    {
        Round = (uint)round,
        Gated = state.Spec.Release is not null,
        Candidate = candidate is null ? null : ReleaseMessages.Summary(candidate, state.Spec, candidate.Reason, current),
    };
}
