using System.Collections.Immutable;
using System.Numerics;
using CsCheck;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.Sharing;

public sealed class SecretSharingTests
{
    private static readonly RingParameters Ring = RingParameters.Get("n2048-q54-b");

    [Fact]
    public void AnyThresholdOfShares_GivesTheSecret() =>
        Gen.Select(Gen.Int[1, 32], Gen.ULong).SelectMany((m, seed) => Gen.Select(Gen.Const(m), Gen.Int[1, m], Gen.Const(seed)))
            .Sample((m, t, seed) =>
            {
                var random = new SeededRandomSource(seed);
                using var secret = OneTimeSecret.Create(Ring, random);
                var shares = SecretSharing.Split(secret, t, m, random).ToArray();
                random.Shuffle<SecretShare>(shares);

                var result = ShareCombiner.Combine(t, shares[..t], random);

                return result.Key!.ToWords().AsSpan().SequenceEqual(secret.Words) && result.Wrong.IsEmpty && result.Problem is null;
            },
            iter: 30);

    [Fact]
    public void Shares_LieOnPolynomialsOfTheRightDegree()
    {
        var random = new SeededRandomSource(1);
        using var secret = OneTimeSecret.Create(RingParameters.Default, random);
        var shares = SecretSharing.Split(secret, threshold: 4, holders: 7, random);
        var q = (BigInteger)RingParameters.Default.Modulus.Value;
        foreach (var word in new[] { 0, 127, 128, 4095 })
        {
            // Fifth differences of values at 1, 2, … vanish for degree 3, fourth ones too, third ones do not.
            var values = shares.Select(s => (BigInteger)s.Words[word]).Prepend(secret.Words[word]).ToArray();
            for (var order = 0; order < 4; order++)
            {
                Assert.Contains(values, v => v % q != 0);
                values = [.. values.Skip(1).Zip(values, (b, a) => b - a)];
            }

            Assert.All(values, v => Assert.Equal(BigInteger.Zero, v % q));
        }
    }

    [Fact]
    public void FewerThanTheThreshold_AreUniformWhateverTheSecret()
    {
        // The t − 1 shares seen together, each cut to 2 bits: 4³ classes that must be equally frequent, for two secrets that
        // could not be more different. Chi-square with 63 degrees of freedom: mean 63, deviation 11.
        foreach (var fill in new[] { 0UL, Ring.Modulus.Value - 1 })
        {
            var random = new SeededRandomSource(2);
            var counts = new int[64];
            var total = 0;
            for (var run = 0; run < 10; run++)
            {
                using var secret = OneTimeSecret.Create(Ring, new Constant(fill));
                var shares = SecretSharing.Split(secret, threshold: 4, holders: 6, random);
                for (var word = 0; word < Ring.Degree; word++, total++)
                {
                    counts[Class(shares[1]) + (4 * Class(shares[3])) + (16 * Class(shares[4]))]++;
                    int Class(SecretShare share) => (int)((UInt128)share.Words[word] * 4 / Ring.Modulus.Value);
                }
            }

            var expected = total / 64.0;
            var statistic = counts.Sum(c => (c - expected) * (c - expected) / expected);
            Assert.InRange(statistic, 25, 120);
        }
    }

    [Fact]
    public void FewerThanTheThreshold_FitEverySecret()
    {
        // Three shares of four: whatever the fourth were, they would open to something, so they exclude no secret.
        var random = new SeededRandomSource(3);
        using var secret = OneTimeSecret.Create(Ring, random);
        var shares = SecretSharing.Split(secret, threshold: 4, holders: 4, random);
        var bytes = shares[3].ToArray();
        bytes.AsSpan().Clear();
        Assert.True(SecretShare.TryRead(Ring, 4, bytes, out var invented));

        var result = ShareCombiner.Combine(4, [shares[0], shares[1], shares[2], invented], random);

        Assert.NotNull(result.Key);
        Assert.Null(ShareCombiner.Combine(4, [shares[0], shares[1], shares[2]], random).Key);
    }

    [Fact]
    public void SumsOfShares_AreSharesOfTheSum()
    {
        var random = new SeededRandomSource(4);
        var secrets = Enumerable.Range(0, 5).Select(_ => OneTimeSecret.Create(Ring, random)).ToArray();
        var dealt = secrets.Select(s => SecretSharing.Split(s, 5, 7, random)).ToArray();
        var expected = new ulong[Ring.Degree];
        foreach (var secret in secrets)
        {
            Adder.Add(expected, secret.Words, Ring);
        }

        var answers = Enumerable.Range(0, 7).Select(h => SecretShare.Sum([.. dealt.Select(d => d[h])])).ToImmutableArray();
        var result = ShareCombiner.Combine(5, answers, random);

        Assert.Equal(expected, result.Key!.ToWords());
        Assert.Throws<ArgumentException>(() => SecretShare.Sum([dealt[0][0], dealt[0][1]]));
        Assert.Throws<ArgumentException>(() => SecretShare.Sum([]));
    }

    [Theory]
    [InlineData("n4096-q58-b", 29_696)]
    [InlineData("n2048-q54-b", 13_824)]
    public void WireForm_KeepsTheShare(string name, int length)
    {
        var ring = RingParameters.Get(name);
        var random = new SeededRandomSource(5);
        using var secret = OneTimeSecret.Create(ring, random);
        var share = SecretSharing.Split(secret, 2, 3, random)[2];

        var bytes = share.ToArray();

        Assert.Equal(length, bytes.Length);
        Assert.True(SecretShare.TryRead(ring, 3, bytes, out var read));
        Assert.Equal(share.Words, read.Words);
        Assert.False(SecretShare.TryRead(ring, 3, bytes.AsSpan(1), out _));
        bytes.AsSpan(100, 50).Fill(0xFF);
        Assert.False(SecretShare.TryRead(ring, 3, bytes, out _));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(4, 3)]
    [InlineData(1, 33)]
    [InlineData(1, 0)]
    public void ThresholdOrHolders_OutOfRange_AreRefused(int threshold, int holders)
    {
        using var secret = OneTimeSecret.Create(Ring, new SeededRandomSource(1));

        Assert.Throws<ArgumentOutOfRangeException>(() => SecretSharing.Split(secret, threshold, holders, new SeededRandomSource(1)));
    }

    [Fact]
    public void Share_AfterDispose_IsGoneAndNeverShown()
    {
        using var secret = OneTimeSecret.Create(Ring, new SeededRandomSource(1));
        var share = SecretSharing.Split(secret, 1, 1, new SeededRandomSource(1))[0];

        share.Dispose();

        Assert.Throws<ObjectDisposedException>(share.ToArray);
        Assert.Equal("share of holder 1", share.ToString());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(9, 7)]
    [InlineData(32, 22)]
    public void DefaultThreshold_IsAboveTwoThirds(int holders, int threshold) =>
        Assert.Equal(threshold, SecretSharing.DefaultThreshold(holders));

    /// <summary>Always the same word.</summary>
    private sealed class Constant(ulong word) : IRandomSource
    {
        public void Fill(Span<byte> destination) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(destination).Fill(word);
    }
}
