using FederatedSecure.Cryptography.Lattice;

namespace FederatedSecure.Cryptography.Tests.Lattice;

public sealed class RingParametersTests
{
    [Fact]
    public void Sets_AllKeepTheirPromises()
    {
        foreach (var set in RingParameters.Names.Select(RingParameters.Get))
        {
            Assert.Equal(set.Modulus.Value - 1, set.Delta * set.PlainModulus);
            Assert.Equal(1UL, set.Modulus.Value % (2 * (ulong)set.Degree));
            Assert.True(set.Modulus.Bits <= (set.Degree == 2048 ? 54 : 58));
            Assert.Equal(32, set.ParmsId.Length);
            Assert.Same(set, RingParameters.Get(set.Name));
        }
    }

    [Theory]
    [InlineData("n4096-q58-b", 35184365436929)]
    [InlineData("n2048-q54-b", 2199022784513)]
    public void BucketSets_HaveAPrimePlainModulusThatBatches(string name, ulong t)
    {
        var set = RingParameters.Get(name);

        Assert.Equal(t, set.PlainModulus);
        Assert.Equal(t, new Modulus(t).Value);
        Assert.Equal(1UL, t % (2 * (ulong)set.Degree));
        Assert.True(Noise.Bound(97, 0) < (long)set.Delta / 2);
        Assert.False(Noise.Bound(98, 0) < (long)set.Delta / 2);
    }

    [Fact]
    public void Get_OfAnUnknownName_ListsTheKnownOnes()
    {
        var error = Assert.Throws<ArgumentException>(() => RingParameters.Get("n1"));

        Assert.Contains("n4096-q58-b", error.Message, StringComparison.Ordinal);
    }
}
