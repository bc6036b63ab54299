using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Cryptography.Identity;

/// <summary>
/// All that a site needs to join, as one string. Whoever holds it can become that site, once, until it expires.
/// </summary>
/// <param name="Site">The name that the site will have: 1 to 63 of a-z, 0-9 and hyphens.</param>
/// <param name="Address">Where the coordinator is, https.</param>
/// <param name="AuthorityFingerprint">SHA-256 of the authority's certificate: what the site trusts.</param>
/// <param name="Token">The one-time secret, 32 bytes.</param>
/// <param name="ExpiresAt">When it ends, to the second.</param>
public sealed record Invite(string Site, Uri Address, Digest AuthorityFingerprint, byte[] Token, DateTimeOffset ExpiresAt)
{
    /// <summary>Length of the token in bytes.</summary>
    public const int TokenSize = 32;

    private const int LongestSite = 63;

    /// <summary>The string for <c>client join</c>: a prefix, then the fields and a checksum in base64url.</summary>
    /// <exception cref="InvalidOperationException">A field is not as described, so that the string could not be read again.</exception>
    public string Encode() => IsWellFormed
        ? InviteText.Encode(this)
        : throw new InvalidOperationException($"An invite needs a site name, an https address and a token of {TokenSize} bytes.");

    /// <summary>Reads such a string. Whether the invite has expired is another question: <see cref="HasExpired"/>.</summary>
    /// <param name="text">What was pasted; white space around and line breaks within are harmless.</param>
    /// <param name="invite">The invite.</param>
    /// <param name="problem">What is wrong and what to do; null on success.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Invite? invite, [NotNullWhen(false)] out string? problem) =>
        InviteText.TryParse(text, out invite, out problem);

    /// <summary>True from the second on at which the invite ends.</summary>
    /// <param name="now">Wall-clock time.</param>
    public bool HasExpired(DateTimeOffset now) => now >= ExpiresAt;

    /// <summary>Equal in all fields; the tokens are compared in constant time.</summary>
    public bool Equals(Invite? other) =>
        other is not null
        && Site == other.Site
        && Address == other.Address
        && AuthorityFingerprint == other.AuthorityFingerprint
        && ExpiresAt == other.ExpiresAt
        && CryptographicOperations.FixedTimeEquals(Token, other.Token);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Site, Address, AuthorityFingerprint, ExpiresAt);

    /// <summary>Says who and where, never the token.</summary>
    public override string ToString() => $"invite for {Site} at {Address}";

    /// <summary>True if every field is as described. The name is checked because it will be printed and become part of paths.</summary>
    internal bool IsWellFormed =>
        Site is { Length: >= 1 and <= LongestSite }
        && Site.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-')
        && Address is { IsAbsoluteUri: true }
        && Address.Scheme == Uri.UriSchemeHttps
        && Token is { Length: TokenSize };
}
