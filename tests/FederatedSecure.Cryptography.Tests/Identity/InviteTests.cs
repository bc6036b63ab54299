using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Cryptography.Tests.Support;

namespace FederatedSecure.Cryptography.Tests.Identity;

public sealed class InviteTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly Invite Example = new(
        "hospital-b",
        new Uri("https://coordinator.example.org:8443/"),
        Digest.Of("authority"u8),
        [.. Enumerable.Range(0, Invite.TokenSize).Select(i => (byte)(255 - i))],
        Some.Now);

    public static TheoryData<string> BadBodies =>
    [
        "",
        "null",
        "{}",
        "[]",
        "not json",
        Body(site: "null"),
        Body(site: "\"\""),
        Body(site: "\"Hospital B\""),
        Body(site: "\"../../etc\""),
        Body(site: "\"a\\u001b[2Jb\""),
        Body(site: $"\"{new string('a', 64)}\""),
        Body(address: "null"),
        Body(address: "\"\""),
        Body(address: "\"coordinator\""),
        Body(address: "\"http://coordinator:8443\""),
        Body(address: "\"file:///etc/passwd\""),
        Body(authority: "null"),
        Body(authority: "\"AAAA\""),
        Body(authority: "\"?\""),
        Body(token: "null"),
        Body(token: "\"\""),
        Body(token: $"\"{Convert.ToBase64String(new byte[31])}\""),
        Body(token: $"\"{Convert.ToBase64String(new byte[33])}\""),
        Body(expires: long.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Body(expires: long.MinValue.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Body(expires: "253402300800"),
        Body(expires: "\"tomorrow\""),
        new string('[', 5_000),
    ];

    [Fact]
    public void Encode_Invite_IsReadBack()
    {
        var text = Example.Encode();

        Assert.StartsWith("fsi1_", text, StringComparison.Ordinal);
        Assert.All(text["fsi1_".Length..], character => Assert.Contains(character, Alphabet));
        Assert.True(Invite.TryParse(text, out var invite, out var problem), problem);
        Assert.Equal(Example, invite);
        Assert.Equal(Example.GetHashCode(), invite.GetHashCode());
        Assert.Null(problem);
    }

    [Fact]
    public void Encode_AnyInvite_IsReadBack() =>
        Gen.Select(
            Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789-"], 1, 63],
            Gen.Byte.Array[Invite.TokenSize],
            Gen.Byte.Array[Digest.Size],
            Gen.Long[DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()],
            Gen.Int[1, 65_535]).Sample((site, token, fingerprint, expires, port) =>
        {
            var invite = new Invite(
                site, new Uri($"https://[2001:db8::1]:{port}/"), Digest.FromBytes(fingerprint), token, DateTimeOffset.FromUnixTimeSeconds(expires));
            return Invite.TryParse(invite.Encode(), out var read, out _) && read.Equals(invite);
        });

    [Fact]
    public void Encode_MomentWithinASecond_IsCutToTheSecond()
    {
        var invite = Example with { ExpiresAt = Some.Now + TimeSpan.FromMilliseconds(900) };

        Assert.True(Invite.TryParse(invite.Encode(), out var read, out _));
        Assert.Equal(Some.Now, read.ExpiresAt);
    }

    [Fact]
    public void TryParse_WrappedAndPadded_IsRead()
    {
        var text = Example.Encode();
        var pasted = $"  {text[..40]}\r\n{text[40..90]}\n\t{text[90..]} \n";

        Assert.True(Invite.TryParse(pasted, out var invite, out _));
        Assert.Equal(Example, invite);
    }

    [Fact]
    public void TryParse_CutOffAnywhere_IsRecognised()
    {
        var text = Example.Encode();
        for (var length = 0; length < text.Length; length++)
        {
            Assert.False(Invite.TryParse(text[..length], out var invite, out var problem), $"the first {length} characters");
            Assert.Null(invite);
            Assert.Contains("Copy the whole line", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TryParse_BeginningMissing_IsRecognised()
    {
        var text = Example.Encode();
        for (var start = 1; start < text.Length; start++)
        {
            Assert.False(Invite.TryParse(text[start..], out _, out var problem));
            Assert.Contains("an invite starts with fsi1_", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TryParse_AnyCharacterAltered_IsRecognised()
    {
        var text = Example.Encode();
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var other in Alphabet.Where(character => character != text[i]))
            {
                var altered = string.Concat(text.AsSpan(0, i), [other], text.AsSpan(i + 1));

                Assert.False(Invite.TryParse(altered, out _, out var problem), altered);
                Assert.NotNull(problem);
            }
        }
    }

    [Fact]
    public void TryParse_TwoCharactersSwapped_IsRecognised()
    {
        var text = Example.Encode();
        for (var i = "fsi1_".Length; i < text.Length - 1; i++)
        {
            if (text[i] != text[i + 1])
            {
                Assert.False(Invite.TryParse($"{text[..i]}{text[i + 1]}{text[i]}{text[(i + 2)..]}", out _, out _));
            }
        }
    }

    [Fact]
    public void TryParse_AnyText_NeverThrows() =>
        Gen.String.Sample(text => !Invite.TryParse("fsi1_" + text, out _, out var problem) && problem.Length > 0);

    [Theory]
    [MemberData(nameof(BadBodies))]
    public void TryParse_BadFieldsWithARightChecksum_AreRefused(string body)
    {
        Assert.False(Invite.TryParse(WithChecksum(body), out var invite, out var problem));
        Assert.Null(invite);
        Assert.Contains("damaged", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_GoodFieldsWithARightChecksum_AreRead() => Assert.True(Invite.TryParse(WithChecksum(Body()), out _, out _));

    [Fact]
    public void TryParse_EnormousText_IsRefused()
    {
        Assert.False(Invite.TryParse("fsi1_" + new string('A', 1_000_000), out _, out var problem));
        Assert.Contains("damaged", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fsi2_AAAA")]
    [InlineData("fsi17_")]
    public void TryParse_LaterForm_AsksForTheSameVersion(string text)
    {
        Assert.False(Invite.TryParse(text, out _, out var problem));
        Assert.Contains("Install the same version", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void HasExpired_AtAndAfterItsEnd_IsTrue()
    {
        Assert.False(Example.HasExpired(Some.Now - TimeSpan.FromTicks(1)));
        Assert.True(Example.HasExpired(Some.Now));
        Assert.True(Example.HasExpired(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void Encode_FieldsThatCouldNotBeReadAgain_IsAnError()
    {
        Assert.Throws<InvalidOperationException>(() => (Example with { Token = new byte[31] }).Encode());
        Assert.Throws<InvalidOperationException>(() => (Example with { Address = new Uri("http://coordinator/") }).Encode());
        Assert.Throws<InvalidOperationException>(() => (Example with { Site = "Hospital B" }).Encode());
    }

    [Fact]
    public void Equality_AnyFieldDifferent_IsDifferent()
    {
        Assert.NotEqual(Example, Example with { Site = "hospital-c" });
        Assert.NotEqual(Example, Example with { Address = new Uri("https://other/") });
        Assert.NotEqual(Example, Example with { AuthorityFingerprint = default });
        Assert.NotEqual(Example, Example with { Token = new byte[Invite.TokenSize] });
        Assert.NotEqual(Example, Example with { ExpiresAt = default });
        Assert.Equal(Example, Example with { Token = [.. Example.Token] });
    }

    [Fact]
    public void ToString_Invite_KeepsTheTokenToItself() =>
        Assert.Equal("invite for hospital-b at https://coordinator.example.org:8443/", Example.ToString());

    private static string WithChecksum(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return "fsi1_" + Base64Url.EncodeToString([.. bytes, .. SHA256.HashData(bytes).AsSpan(0, 4)]);
    }

    private static string Body(
        string site = "\"a\"", string address = "\"https://coordinator:8443/\"", string? authority = null, string? token = null, string expires = "1")
    {
        var zeros = $"\"{Convert.ToBase64String(new byte[32])}\"";
        return $$"""{"s":{{site}},"a":{{address}},"f":{{authority ?? zeros}},"t":{{token ?? zeros}},"e":{{expires}}}""";
    }
}
