using CsCheck;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.Sharing;

public sealed class ShareCombinerTests
{
    private static readonly RingParameters Ring = RingParameters.Get("n2048-q54-b");

    [Fact]
    public void WrongAnswers_WithinTheDecodingRadius_AreNamed() =>
        Gen.Select(Gen.Int[2, 32], Gen.ULong).SelectMany((n, seed) => Gen.Select(Gen.Const(n), Gen.Int[1, n], Gen.Const(seed)))
            .Sample((n, t, seed) =>
            {
                var random = new SeededRandomSource(seed);
                using var secret = OneTimeSecret.Create(Ring, random);
                var shares = SecretSharing.Split(secret, t, n, random).ToArray();
                var wrong = Spoil(shares, random.NextInt32(((n - t) / 2) + 1), random);
                random.Shuffle<SecretShare>(shares);

                var result = ShareCombiner.Combine(t, shares, random);

                return result.Key!.ToWords().AsSpan().SequenceEqual(secret.Words) && result.Wrong.SequenceEqual(wrong);
            },
            iter: 40);

    [Fact]
    public void WrongAnswers_UpToAllButThreshold_AreNamedByTheCallersTest() =>
        Gen.Select(Gen.Int[1, 9], Gen.ULong).SelectMany((n, seed) => Gen.Select(Gen.Const(n), Gen.Int[1, n], Gen.Const(seed)))
            .Sample((n, t, seed) =>
            {
                var random = new SeededRandomSource(seed);
                using var secret = OneTimeSecret.Create(Ring, random);
                var shares = SecretSharing.Split(secret, t, n, random).ToArray();
                var wrong = Spoil(shares, random.NextInt32(n - t + 1), random);

                var result = ShareCombiner.Combine(t, shares, random, key => key.ToWords().AsSpan().SequenceEqual(secret.Words));

                return result.Key is not null && result.Wrong.SequenceEqual(wrong);
            },
            iter: 40);

    [Fact]
    public void WrongAnswers_LeavingOneMoreThanTheThreshold_AreNamedWithoutATest()
    {
        // 9 answers, t = 5, 3 wrong: beyond the radius of 2, but six right ones confirm each other.
        var random = new SeededRandomSource(1);
        using var secret = OneTimeSecret.Create(Ring, random);
        var shares = SecretSharing.Split(secret, 5, 9, random).ToArray();
        var wrong = Spoil(shares, 3, random);

        var result = ShareCombiner.Combine(5, shares, random);

        Assert.Equal(wrong, result.Wrong);
        Assert.Equal(secret.Words, result.Key!.ToWords());
    }

    [Fact]
    public void WrongAnswers_OnAnotherPolynomialOfTheSameKey_AreNotTakenForTheRightOnes()
    {
        // A dealer has swapped the shares of 2 and 5. Lagrange's factors of 2 and 5 are the same in {1, 2, 4, 5, 7, 8}, so that the
        // polynomial through these six gives the right key as well, and it is the first one tried. Seven answers lie on another.
        var random = new SeededRandomSource(6);
        using var secret = OneTimeSecret.Create(Ring, random);
        var shares = SecretSharing.Split(secret, 6, 9, random);
        var (second, fifth) = (shares[1].Words.ToArray(), shares[4].Words.ToArray());
        fifth.CopyTo(shares[1].Words);
        second.CopyTo(shares[4].Words);
        SecretShare[] answers = [.. new[] { 1, 2, 4, 5, 7, 8, 3, 6, 9 }.Select(holder => shares[holder - 1])];
        using var misled = ShareCombiner.Combine(6, answers[..6], random).Key!;
        Assert.Equal(secret.Words, misled.ToWords());

        var result = ShareCombiner.Combine(6, answers, random, key => key.ToWords().AsSpan().SequenceEqual(secret.Words));

        Assert.Equal([2, 5], result.Wrong);
        Assert.Equal(secret.Words, result.Key!.ToWords());
    }

    [Fact]
    public void OneWrongWord_IsEnoughToBeNamed()
    {
        var random = new SeededRandomSource(2);
        using var secret = OneTimeSecret.Create(Ring, random);
        var shares = SecretSharing.Split(secret, 3, 5, random);
        shares[3].Words[2047] = Ring.Modulus.Add(shares[3].Words[2047], 1);

        Assert.Equal([4], ShareCombiner.Combine(3, shares, random).Wrong);
    }

    [Fact]
    public void NoFittingAnswers_GiveAReason()
    {
        var random = new SeededRandomSource(3);
        using var secret = OneTimeSecret.Create(Ring, random);
        var shares = SecretSharing.Split(secret, 3, 5, random).ToArray();
        Spoil(shares, 4, random);

        var result = ShareCombiner.Combine(3, shares, random, key => key.ToWords().AsSpan().SequenceEqual(secret.Words));

        Assert.Null(result.Key);
        Assert.Contains("No 3 of the 5 answers fit together", result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TooManySets_EndTheSearch()
    {
        // 32 answers of which half are random: no set can pass, and the search stops at its bounds.
        var random = new SeededRandomSource(4);
        using var secret = OneTimeSecret.Create(Ring, random);
        var shares = SecretSharing.Split(secret, 22, 32, random).ToArray();
        Spoil(shares, 16, random);

        Assert.Null(ShareCombiner.Combine(22, shares, random).Key);
    }

    [Fact]
    public void TwoAnswersOfOneHolder_AreRefused()
    {
        var random = new SeededRandomSource(5);
        using var secret = OneTimeSecret.Create(Ring, random);
        var shares = SecretSharing.Split(secret, 2, 3, random);

        Assert.Throws<ArgumentException>(() => ShareCombiner.Combine(2, [shares[0], shares[0], shares[1]], random));
    }

    private static int[] Spoil(SecretShare[] shares, int count, SeededRandomSource random)
    {
        var wrong = shares.ToArray();
        random.Shuffle<SecretShare>(wrong);
        foreach (var share in wrong.Take(count))
        {
            var word = random.NextInt32(Ring.Degree);
            share.Words[word] = (share.Words[word] + 1 + (random.NextUInt64() % (Ring.Modulus.Value - 1))) % Ring.Modulus.Value;
        }

        return [.. wrong.Take(count).Select(s => s.Holder).Order()];
    }
}
