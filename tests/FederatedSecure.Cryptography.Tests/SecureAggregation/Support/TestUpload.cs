using FederatedSecure.Cryptography.SecureAggregation;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation.Support;

/// <summary>An upload as the coordinator holds it.</summary>
internal sealed record TestUpload(UploadHeader Header, byte[] Content)
{
    public void Read(long offset, Span<byte> destination) => Content.AsSpan((int)offset, destination.Length).CopyTo(destination);

    public ReadOnlyMemory<byte> Envelope(SecurePlan plan, int holder) =>
        Content.AsMemory((int)plan.Upload.OfEnvelope(holder), plan.Upload.EnvelopeLength);
}
