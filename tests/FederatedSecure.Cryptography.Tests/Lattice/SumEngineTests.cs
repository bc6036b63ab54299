using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Tests.Lattice.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.Lattice;

/// <summary>Whichever engine this build has: built with SealProvider=SealNet, these run Microsoft SEAL.</summary>
public sealed class SumEngineTests
{
    [Theory]
    [InlineData("n4096-q58-b", 97, 0)]
    [InlineData("n4096-q58-b", 5, 9)]
    [InlineData("n4096-q58-d24", 40, 0)]
    [InlineData("n2048-q54-b", 1, 0)]
    public void Open_SumOfABucket_GivesTheSumOfTheMessages(string name, int members, int droppedBits)
    {
        var sum = BucketSum.Of(RingParameters.Get(name), members, droppedBits, seed: 3);
        using var engine = SumEngine.Create(sum.Parameters, Some.Plan);
        var message = new ulong[sum.Parameters.Degree];

        Assert.True(engine.Open(sum.Key, sum.Chunk, sum.Ciphertext, members, droppedBits, message).Passes);

        Assert.Equal(sum.Message, message);
    }

    [Fact]
    public void Add_WordsUpToTheModulus_EqualsWideArithmetic()
    {
        var ring = RingParameters.Default;
        var random = new SeededRandomSource(4);
        ulong[][] addends = [.. Enumerable.Range(0, 7).Select(_ => Some.Words(random, ring.Degree, ring.Modulus.Value))];
        addends[0].AsSpan(0, 10).Fill(ring.Modulus.Value - 1);
        addends[1].AsSpan(0, 10).Fill(ring.Modulus.Value - 1);
        addends[2].AsSpan(20, 10).Clear();
        using var engine = SumEngine.Create(ring, Some.Plan);
        var sum = new ulong[ring.Degree];

        foreach (var addend in addends)
        {
            engine.Add(sum, addend);
        }

        Assert.Equal(
            Enumerable.Range(0, ring.Degree).Select(i => (ulong)(addends.Aggregate(UInt128.Zero, (total, addend) => total + addend[i]) % ring.Modulus.Value)), sum);
    }

    [Fact]
    public void Open_UnderAnotherKey_DoesNotPass()
    {
        var sum = BucketSum.Of(RingParameters.Default, 3, droppedBits: 0, seed: 5);
        var other = BucketSum.Of(RingParameters.Default, 3, droppedBits: 0, seed: 6);
        using var engine = SumEngine.Create(sum.Parameters, Some.Plan);

        Assert.False(engine.Open(other.Key, sum.Chunk, sum.Ciphertext, 3, 0, new ulong[sum.Parameters.Degree]).Passes);
    }

    [Fact]
    public void Open_MessageOfZeros_Passes()
    {
        var ring = RingParameters.Default;
        var random = new SeededRandomSource(7);
        using var common = new CommonPolynomials(ring, Some.Plan);
        using var secret = OneTimeSecret.Create(ring, random);
        using var encryptor = new Encryptor(secret, common, random);
        var (b, message) = (new ulong[ring.Degree], new ulong[ring.Degree]);
        encryptor.Encrypt(0, message, b);
        using var key = OpeningKey.FromWords(ring, secret.Words);
        using var engine = SumEngine.Create(ring, Some.Plan);
        message.AsSpan().Fill(1);

        Assert.True(engine.Open(key, 0, b, 1, 0, message).Passes);

        Assert.All(message, word => Assert.Equal(0UL, word));
    }

    [Fact]
    public void Add_WordAboveTheModulus_IsRefused()
    {
        var ring = RingParameters.Default;
        using var engine = SumEngine.Create(ring, Some.Plan);
        var bad = new ulong[ring.Degree];
        bad[^1] = ring.Modulus.Value;

        Assert.Throws<ArgumentException>(() => engine.Add(new ulong[ring.Degree], bad));
    }
}
