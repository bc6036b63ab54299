using System.Buffers.Binary;
using System.Text;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Cryptography.Encapsulation;

/// <summary>What an envelope is for: it opens for this plan, from this sender, to this recipient, and for nothing else.</summary>
/// <param name="Plan">Digest of the canonical plan.</param>
/// <param name="Sender">The sender's site id.</param>
/// <param name="Recipient">The recipient's site id.</param>
public readonly record struct EnvelopeContext(Digest Plan, string Sender, string Recipient)
{
    /// <summary>The associated data: the digest, then each id after its length, so that no two contexts give the same bytes.</summary>
    internal byte[] ToArray()
    {
        var (sender, recipient) = (Encoding.UTF8.GetBytes(Sender), Encoding.UTF8.GetBytes(Recipient));
        Span<byte> senderLength = stackalloc byte[sizeof(int)];
        Span<byte> recipientLength = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(senderLength, sender.Length);
        BinaryPrimitives.WriteInt32LittleEndian(recipientLength, recipient.Length);
        return [.. Plan.ToArray(), .. senderLength, .. sender, .. recipientLength, .. recipient];
    }
}
