using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Cryptography.Tests.Content;

public sealed class DigestTests
{
    private const string Abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static readonly Gen<byte[]> ThirtyTwoBytes = Gen.Byte.Array[Digest.Size];

    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", Abc)]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void Of_ExamplesOfFips180_AreThePublishedDigests(string message, string expected) =>
        Assert.Equal(expected, Digest.Of(Encoding.ASCII.GetBytes(message)).ToString());

    [Fact]
    public void Of_AMillionLettersA_IsThePublishedDigest()
    {
        var message = new byte[1_000_000];
        Array.Fill(message, (byte)'a');

        Assert.Equal("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", Digest.Of(message).ToString());
    }

    [Fact]
    public void Finish_RunningHash_IsTheDigestAndStartsAnew()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("a"u8);
        hash.AppendData("bc"u8);

        Assert.Equal(Abc, Digest.Finish(hash).ToString());
        Assert.Equal(Digest.Of([]), Digest.Finish(hash));
    }

    [Fact]
    public void Bytes_ThereAndBack_AreTheSame() => ThirtyTwoBytes.Sample(bytes =>
    {
        var digest = Digest.FromBytes(bytes);
        return digest.ToArray().AsSpan().SequenceEqual(bytes)
            && Digest.TryParse(digest.ToString(), out var parsed)
            && parsed == digest
            && digest.ToString() == Convert.ToHexStringLower(bytes);
    });

    [Fact]
    public void Order_AnyTwo_IsThatOfTheirBytes() => Gen.Select(ThirtyTwoBytes, ThirtyTwoBytes, Gen.Int[0, 32]).Sample((a, b, same) =>
    {
        a.AsSpan(0, same).CopyTo(b);
        var (x, y) = (Digest.FromBytes(a), Digest.FromBytes(b));
        var order = Math.Sign(a.AsSpan().SequenceCompareTo(b));
        return Math.Sign(x.CompareTo(y)) == order
            && (x < y) == (order < 0)
            && (x > y) == (order > 0)
            && (x <= y) == (order <= 0)
            && (x >= y) == (order >= 0)
            && (x == y) == (order == 0)
            && (x != y) == (order != 0);
    });

    [Fact]
    public void Equality_OneBitApart_IsDifferent() => Gen.Select(ThirtyTwoBytes, Gen.Int[0, 255]).Sample((bytes, bit) =>
    {
        var digest = Digest.FromBytes(bytes);
        Assert.True(digest.Equals((object)Digest.FromBytes(bytes)));
        Assert.Equal(digest.GetHashCode(), Digest.FromBytes(bytes).GetHashCode());
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return !digest.Equals(Digest.FromBytes(bytes));
    });

    [Fact]
    public void GetHashCode_DigestsThatShareTheirEnd_AreSpread()
    {
        // Digests are announced by sites: whoever could choose colliding ones could slow a dictionary down.
        var codes = Enumerable.Range(0, 1_000)
            .Select(i =>
            {
                var bytes = new byte[Digest.Size];
                BitConverter.TryWriteBytes(bytes, i);
                return Digest.FromBytes(bytes).GetHashCode();
            })
            .Distinct();

        Assert.InRange(codes.Count(), 990, 1_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void FromBytes_NotThirtyTwo_IsRefused(int count)
    {
        Assert.False(Digest.TryFromBytes(new byte[count], out _));
        Assert.Contains($"{count} were given", Assert.Throws<ArgumentException>(() => Digest.FromBytes(new byte[count])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0")]
    [InlineData("ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(" a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void TryParse_NotSixtyFourHexadecimalDigits_IsRefused(string? text)
    {
        Assert.False(Digest.TryParse(text, out var digest));
        Assert.Equal(default, digest);
    }

    [Fact]
    public void TryParse_UpperCase_IsTheSameDigest()
    {
        Assert.True(Digest.TryParse(Abc.ToUpperInvariant(), out var digest));
        Assert.Equal(Abc, digest.ToString());
    }

    [Fact]
    public void CopyTo_TooLittleRoom_ThrowsAndWritesNothing()
    {
        var bytes = new byte[Digest.Size - 1];

        Assert.Throws<ArgumentException>(() => Digest.Of([]).CopyTo(bytes));
        Assert.Equal(new byte[Digest.Size - 1], bytes);
    }

    [Fact]
    public void Json_ThereAndBack_IsAHexadecimalString()
    {
        var json = JsonSerializer.Serialize(Digest.Of("abc"u8));

        Assert.Equal($"\"{Abc}\"", json);
        Assert.Equal(Digest.Of("abc"u8), JsonSerializer.Deserialize<Digest>(json));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("\"abc\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void Json_AnythingElse_IsAJsonException(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Digest>(json));
}
