using FederatedSecure.Protos.V1;

namespace FederatedSecure.Coordinator.Commands;

/// <summary>Whether an exported model may be used, for whoever exports it and for its card.</summary>
internal static class ModelStanding
{
    /// <summary>Whether a model may be used, in a sentence.</summary>
    public static string Of(ModelOrigin? origin) => origin switch
    {
        null or { Gated: false } => "Not judged: the job has no release gate.",
        { Candidate: null } => "Not released: this model was never judged.",
        { Candidate: { Status: CandidateStatus.Released } candidate } =>
            $"Released as {ReleaseCommands.Name(candidate.Ref)}, {candidate.Reason}{(candidate.IsCurrentRelease ? "" : "; a newer release is in use")}.",
        { Candidate: { Status: CandidateStatus.Quarantined } candidate } => $"QUARANTINED as {ReleaseCommands.Name(candidate.Ref)}, not to be used. {candidate.Reason}",
        _ => $"Not released yet: {ReleaseCommands.Name(origin.Candidate.Ref)} waits for reports.",
    };
}
