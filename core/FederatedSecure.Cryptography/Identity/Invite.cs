using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Cryptography.Identity;

/// <summary>
/// All that a site needs to join, as one string. Whoever holds it can become that site, once, until it expires.
/// </summary>
/// <param name="Site">The name that the site will have.</param>
/// <param name="Address">Where the coordinator is, https.</param>
/// <param name="AuthorityFingerprint">SHA-256 of the authority's certificate: what the site trusts.</param>
/// <param name="Token">The one-time secret, 32 bytes.</param>
/// <param name="ExpiresAt">When it ends, to the second.</param>
public sealed record Invite(string Site, Uri Address, Digest AuthorityFingerprint, byte[] Token, DateTimeOffset ExpiresAt)
{
    /// <summary>Length of the token in bytes.</summary>
    public const int TokenSize = 32;

    private const string Prefix = "fsi1_";
    private const int ChecksumSize = 4;

    /// <summary>The string for <c>client join</c>: a prefix, then the fields and a checksum in base64url.</summary>
    public string Encode()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Fields(Site, Address.ToString(), AuthorityFingerprint.ToArray(), Token, ExpiresAt.ToUnixTimeSeconds()),
            FieldsContext.Default.Fields);
        return Prefix + Base64Url.EncodeToString([.. body, .. Checksum(body)]);
    }

    /// <summary>Reads such a string.</summary>
    /// <param name="text">What was pasted; white space around and line breaks within are harmless.</param>
    /// <param name="invite">The invite.</param>
    /// <param name="problem">What is wrong and what to do; null on success.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Invite? invite, [NotNullWhen(false)] out string? problem)
    {
        invite = null;
        problem = null;
        var compact = string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
        if (!compact.StartsWith(Prefix, StringComparison.Ordinal))
        {
            problem = $"This is no invite: an invite starts with {Prefix}. Copy the whole line that `coordinator invite` printed.";
            return false;
        }

        Fields? fields = null;
        try
        {
            var bytes = Base64Url.DecodeFromChars(compact.AsSpan(Prefix.Length));
            var body = bytes.AsSpan(0, Math.Max(0, bytes.Length - ChecksumSize));
            if (Checksum(body).AsSpan().SequenceEqual(bytes.AsSpan(body.Length)))
            {
                fields = JsonSerializer.Deserialize(body, FieldsContext.Default.Fields);
            }
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            // Falls through to the same answer as a wrong checksum.
        }

        if (fields is not { Site: not null, Token.Length: TokenSize }
            || !Digest.TryFromBytes(fields.Authority, out var authority)
            || !Uri.TryCreate(fields.Address, UriKind.Absolute, out var address)
            || address.Scheme != Uri.UriSchemeHttps)
        {
            problem = "The invite is damaged, probably cut off or altered when it was copied. Copy the whole line again, or make a new one with `coordinator invite`.";
            return false;
        }

        invite = new Invite(fields.Site, address, authority, fields.Token, DateTimeOffset.FromUnixTimeSeconds(fields.Expires));
        return true;
    }

    /// <summary>Says who and where, never the token.</summary>
    public override string ToString() => $"invite for {Site} at {Address}";

    // Against copying errors only; an attacker who alters an invite is caught by the fingerprint or the token.
    private static byte[] Checksum(ReadOnlySpan<byte> body) => Digest.Of(body).ToArray()[..ChecksumSize];

    internal sealed record Fields(
        [property: JsonPropertyName("s")] string Site,
        [property: JsonPropertyName("a")] string Address,
        [property: JsonPropertyName("f")] byte[] Authority,
        [property: JsonPropertyName("t")] byte[] Token,
        [property: JsonPropertyName("e")] long Expires);
}

[JsonSerializable(typeof(Invite.Fields))]
internal sealed partial class FieldsContext : JsonSerializerContext;
