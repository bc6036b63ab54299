using FederatedSecure.Assurance.Reports;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Lab.Evaluators;
using FederatedSecure.Learning.Data;
using FederatedSecure.Protos.V1;
using Google.Protobuf;

namespace FederatedSecure.Lab.Tests.Evaluators.Support;

/// <summary>In place of attacks: figures of a test's choice, and a count of how often it was asked.</summary>
internal sealed class ChosenFigures(double backdoor = 0.01, Action? meanwhile = null) : ICandidateAttack
{
    public int Runs { get; private set; }

    public AssuranceReport Attack(CandidateTask task, string modelFile, DataSet records, string folder, CancellationToken cancellation)
    {
        Runs++;
        Assert.Equal(task.File, ContentManifest.OfFile(modelFile));
        Assert.Equal(30, records.Count);
        meanwhile?.Invoke();
        return SomeReport.On(
            new Candidate
            {
                Ref = task.Ref,
                Nonce = ByteString.CopyFrom(task.Nonce.ToArray()),
                Model = new Manifest { Digest = ByteString.CopyFrom(task.File.Digest.ToArray()) },
                Profile = task.Profile.ToString().ToLowerInvariant(),
            },
            backdoor: backdoor);
    }
}
