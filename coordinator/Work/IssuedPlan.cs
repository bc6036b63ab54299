using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using Google.Protobuf;

namespace FederatedSecure.Coordinator.Work;

/// <summary>A plan as it is offered.</summary>
/// <param name="Key">Which attempt.</param>
/// <param name="Bytes">The plan, serialized.</param>
/// <param name="Digest">SHA-256 of the bytes.</param>
/// <param name="Secure">What it says about encryption; null for a plain job.</param>
internal sealed record IssuedPlan(PlanKey Key, ByteString Bytes, Digest Digest, SecurePlan? Secure)
{
    /// <summary>How messages name it.</summary>
    public PlanRef ToRef() => new()
    {
        JobId = Key.Job.Value,
        Round = (uint)Key.Round,
        Attempt = (uint)Key.Attempt,
        PlanDigest = ByteString.CopyFrom(Digest.ToArray()),
    };
}
