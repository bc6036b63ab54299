using FederatedSecure.Assurance.Gates;
using FederatedSecure.Client.Work;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Models;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;

namespace FederatedSecure.Lab.Evaluators;

/// <summary>Reads candidates as they come over the wire. As with a site, the coordinator's numbers are held against their ranges before anything is allocated for them.</summary>
internal static class CandidateReader
{
    /// <exception cref="PlanException">Something about it is wrong.</exception>
    public static CandidateTask Read(Candidate candidate)
    {
        Require(
            candidate.Ref is { Number: >= 1 and <= int.MaxValue } && JobId.TryParse(candidate.Ref.JobId, out _),
            "candidate.malformed",
            "the candidate has no name");
        Require(Digest.TryFromBytes(candidate.Nonce.Span, out var nonce), "candidate.malformed", "the candidate has no nonce");
        Require(candidate.JobName.Length is > 0 and <= 100 && !candidate.JobName.Any(char.IsControl), "candidate.malformed", "the candidate's job has no proper name");
        Require(SiteId.TryParse(candidate.DataSet, out _), "candidate.malformed", "the candidate's data set has no proper name");
        var spec = PlanReader.ReadSpec(candidate.ModelSpec, new ModelLimits(ModelLimits.ParameterCeiling, long.MaxValue));
        var reading = Gate.Read(candidate.Gate.Span);
        Require(reading.IsGood, "candidate.gate", "the job's gate cannot be read by this version");
        Require(
            Enum.TryParse<ProbeCost>(candidate.Profile, ignoreCase: true, out var profile) && candidate.Profile.All(char.IsAsciiLetterLower),
            "candidate.profile",
            "the job asks for a profile that this version does not know");
        return new CandidateTask(
            new CandidateId(new JobId(candidate.Ref!.JobId), (int)candidate.Ref.Number),
            candidate.JobName,
            nonce,
            spec,
            PlanReader.ReadManifest(candidate.Model, spec),
            candidate.DataSet,
            reading.Gate!,
            Digest.Of(candidate.Gate.Span),
            profile);
    }

    private static void Require(bool condition, string code, string message)
    {
        if (!condition)
        {
            throw new PlanException(code, message);
        }
    }
}
