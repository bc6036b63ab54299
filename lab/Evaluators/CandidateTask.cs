using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Releases;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Models;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;

namespace FederatedSecure.Lab.Evaluators;

/// <summary>A candidate that an evaluator is asked about, checked.</summary>
/// <param name="Id">Its name.</param>
/// <param name="JobName">Human name of the job.</param>
/// <param name="Nonce">What the report is bound to.</param>
/// <param name="Model">The model's specification.</param>
/// <param name="File">The model's file.</param>
/// <param name="DataSet">Name of the job's data set.</param>
/// <param name="Gate">The job's gate: shown to the evaluator's operator, and judged by the coordinator.</param>
/// <param name="GateDigest">SHA-256 of the gate as it was offered.</param>
/// <param name="Profile">What to run.</param>
internal sealed record CandidateTask(
    CandidateId Id, string JobName, Digest Nonce, ModelSpec Model, ContentManifest File, string DataSet, Gate Gate, Digest GateDigest, ProbeCost Profile)
{
    /// <summary>What everything random in the attacks follows from.</summary>
    public ulong Seed => ReportStatement.SeedOf(Nonce);

    /// <summary>Its name on the wire.</summary>
    public CandidateRef Ref => new() { JobId = Id.Job.Value, Number = (uint)Id.Number };

    /// <summary>Its name for folders: the nonce makes it one of a kind, whatever coordinator it comes from.</summary>
    public string FolderName => $"{Id.Job}-{Id.Number}-{Nonce.ToString()[..8]}";
}
