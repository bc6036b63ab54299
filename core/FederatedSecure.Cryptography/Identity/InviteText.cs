using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Cryptography.Identity;

/// <summary>
/// The form of an invite that is copied and pasted: <c>fsi1_</c>, then base64url of a JSON object followed by the first four
/// bytes of its SHA-256.
/// </summary>
internal static partial class InviteText
{
    private const string Family = "fsi";
    private const string Prefix = Family + "1_";
    private const int ChecksumSize = 4;

    // An address may be long; nothing else is.
    private const int LongestText = 8192;

    private const string Damaged =
        "The invite is damaged, probably cut off or altered when it was copied. Copy the whole line again, or make a new one with `coordinator invite`.";

    internal static string Encode(Invite invite)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Fields(
                invite.Site,
                invite.Address.AbsoluteUri,
                invite.AuthorityFingerprint.ToArray(),
                invite.Token,
                invite.ExpiresAt.ToUnixTimeSeconds()),
            FieldsContext.Default.Fields);
        return Prefix + Base64Url.EncodeToString([.. body, .. Checksum(body)]);
    }

    internal static bool TryParse(string text, [NotNullWhen(true)] out Invite? invite, [NotNullWhen(false)] out string? problem)
    {
        invite = null;
        var compact = string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
        if (!compact.StartsWith(Prefix, StringComparison.Ordinal))
        {
            problem = IsOtherVersion(compact)
                ? $"The invite is of a form that this version does not know: it reads {Prefix}. Install the same version here and at the coordinator."
                : $"This is no invite: an invite starts with {Prefix}. Copy the whole line that `coordinator invite` printed.";
            return false;
        }

        invite = compact.Length <= LongestText && ReadFields(compact.AsSpan(Prefix.Length)) is { } fields ? Read(fields) : null;
        problem = invite is null ? Damaged : null;
        return invite is not null;
    }

    private static bool IsOtherVersion(string text) =>
        text.StartsWith(Family, StringComparison.Ordinal)
        && text.AsSpan(Family.Length).IndexOf('_') is > 0 and var end
        && !text.AsSpan(Family.Length, end).ContainsAnyExceptInRange('0', '9');

    // Null for anything that Encode did not write.
    private static Fields? ReadFields(ReadOnlySpan<char> encoded)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(encoded);
            var body = bytes.AsSpan(0, Math.Max(0, bytes.Length - ChecksumSize));
            return Checksum(body).AsSpan().SequenceEqual(bytes.AsSpan(body.Length))
                ? JsonSerializer.Deserialize(body, FieldsContext.Default.Fields)
                : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }

    // The checksum is no secret, so that nothing follows from its being right: every field is looked at.
    private static Invite? Read(Fields fields)
    {
        if (!Digest.TryFromBytes(fields.Authority, out var authority)
            || !Uri.TryCreate(fields.Address, UriKind.Absolute, out var address)
            || fields.Expires < DateTimeOffset.MinValue.ToUnixTimeSeconds()
            || fields.Expires > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return null;
        }

        var invite = new Invite(fields.Site!, address, authority, fields.Token!, DateTimeOffset.FromUnixTimeSeconds(fields.Expires));
        return invite.IsWellFormed ? invite : null;
    }

    // Against copying errors only; an attacker who alters an invite is caught by the fingerprint or the token.
    private static byte[] Checksum(ReadOnlySpan<byte> body) => Digest.Of(body).ToArray()[..ChecksumSize];

    internal sealed record Fields(
        [property: JsonPropertyName("s")] string? Site,
        [property: JsonPropertyName("a")] string? Address,
        [property: JsonPropertyName("f")] byte[]? Authority,
        [property: JsonPropertyName("t")] byte[]? Token,
        [property: JsonPropertyName("e")] long Expires);

    [JsonSerializable(typeof(Fields))]
    internal sealed partial class FieldsContext : JsonSerializerContext;
}
