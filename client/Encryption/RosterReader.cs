using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Cryptography.SecureAggregation;

namespace FederatedSecure.Client.Encryption;

/// <summary>Takes in the sites of a plan's roster: each needs a certificate of the site's own authority, and keys signed under it.</summary>
/// <param name="authorities">Whom this site trusts.</param>
/// <param name="now">Wall-clock time.</param>
public sealed class RosterReader(X509Certificate2Collection authorities, DateTimeOffset now)
{
    /// <summary>Takes in one site.</summary>
    public bool TryRead(Protos.V1.RosterMember message, [NotNullWhen(true)] out RosterMember? member, [NotNullWhen(false)] out string? problem)
    {
        if (message.EnvelopeKey is { } key)
        {
            return RosterMember.TryRead(
                message.Site, message.Certificate.Span, key.Key.Span, key.Signature.Span, authorities, now, out member, out problem);
        }

        member = null;
        problem = $"{message.Site} has no key for shares";
        return false;
    }
}
