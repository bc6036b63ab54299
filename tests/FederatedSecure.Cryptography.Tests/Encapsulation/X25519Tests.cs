using FederatedSecure.Cryptography.Encapsulation;

namespace FederatedSecure.Cryptography.Tests.Encapsulation;

/// <summary>The vectors of RFC 7748, sections 5.2 and 6.1.</summary>
public sealed class X25519Tests
{
    [Theory]
    [InlineData(
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")]
    [InlineData(
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
        "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
        "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957")]
    [InlineData(
        "0900000000000000000000000000000000000000000000000000000000000000",
        "0900000000000000000000000000000000000000000000000000000000000000",
        "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079")]
    public void Agreement_EqualsTheStandardsVectors(string scalar, string point, string expected)
    {
        var secret = new byte[32];

        Assert.True(X25519.TryAgree(Convert.FromHexString(scalar), Convert.FromHexString(point), secret));
        Assert.Equal(expected, Convert.ToHexStringLower(secret));
    }

    [Fact]
    public void Agreement_AThousandTimesOver_EqualsTheStandardsVector()
    {
        var (k, u) = (new byte[32], new byte[32]);
        (k[0], u[0]) = (9, 9);
        for (var i = 0; i < 1000; i++)
        {
            var next = new byte[32];
            Assert.True(X25519.TryAgree(k, u, next));
            (k, u) = (next, k);
        }

        Assert.Equal("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51", Convert.ToHexStringLower(k));
    }

    [Fact]
    public void PublicKeys_OfTwo_AgreeOnTheStandardsSecret()
    {
        var alice = Convert.FromHexString("77076d0a7318a57d3c16c17251b26645df4c2f92ebc099f21f2bbb3f0a3b6a2a");
        var bob = Convert.FromHexString("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
        var (first, second) = (new byte[32], new byte[32]);

        Assert.True(X25519.TryAgree(alice, X25519.PublicKey(bob), first));
        Assert.True(X25519.TryAgree(bob, X25519.PublicKey(alice), second));

        Assert.Equal("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f", Convert.ToHexStringLower(X25519.PublicKey(bob)));
        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    [InlineData("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    public void PointsOfSmallOrder_AreNotUsable(string point) => Assert.False(X25519.IsUsable(Convert.FromHexString(point)));
}
