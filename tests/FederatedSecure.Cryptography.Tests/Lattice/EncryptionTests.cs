using CsCheck;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Tests.Lattice.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.Lattice;

public sealed class EncryptionTests
{
    [Theory]
    [InlineData("n4096-q58-b")]
    [InlineData("n2048-q54-b")]
    [InlineData("n4096-q58-d24")]
    public void Encrypt_EqualsTheFormulaWithinTheErrorBound(string name)
    {
        var parameters = RingParameters.Get(name);
        var random = new SeededRandomSource(5);
        using var common = new CommonPolynomials(parameters, Some.Plan);
        using var secret = OneTimeSecret.Create(parameters, random);
        using var encryptor = new Encryptor(secret, common, random);
        var message = Some.Message(random, parameters, 1);
        var b = new ulong[parameters.Degree];

        encryptor.Encrypt(3, message, b);

        var (a, s) = (new ulong[parameters.Degree], secret.Words.ToArray());
        common.Expand(3, a);
        Ntt.Inverse(a, parameters.Tables);
        Ntt.Inverse(s, parameters.Tables);
        var q = parameters.Modulus;
        var product = BruteForce.Multiply(a, s, q.Value);
        var errors = b.Select((x, i) => Centred(q.Subtract(q.Subtract(x, product[i]), q.Multiply(parameters.Delta, message[i])), q)).ToArray();
        Assert.All(errors, e => Assert.InRange(e, -42, 42));
        Assert.InRange(errors.Average(e => (double)e * e), 19, 23);
        Assert.InRange(errors.Average(), -0.4, 0.4);
    }

    [Fact]
    public void Errors_OverManyChunks_FollowTheBinomialDistribution()
    {
        var parameters = RingParameters.Default;
        var random = new SeededRandomSource(6);
        using var common = new CommonPolynomials(parameters, Some.Plan);
        using var secret = OneTimeSecret.Create(parameters, random);
        using var encryptor = new Encryptor(secret, common, random);
        using var key = OpeningKey.FromWords(parameters, secret.Words);
        var counts = new int[85];
        var (b, masks) = (new ulong[parameters.Degree], new ulong[parameters.Degree]);
        const int chunks = 64;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            encryptor.Encrypt(chunk, new ulong[parameters.Degree], b);
            common.Expand(chunk, masks);
            Ntt.MultiplyInverse(masks, key.Factors, parameters.Tables);
            for (var i = 0; i < b.Length; i++)
            {
                counts[42 + Centred(parameters.Modulus.Subtract(b[i], masks[i]), parameters.Modulus)]++;
            }
        }

        // P(e) = C(84, 42 + e) / 2^84. Chi-square over the 41 central values: mean 40, deviation 9.
        var statistic = 0.0;
        for (var e = -20; e <= 20; e++)
        {
            var expected = chunks * parameters.Degree * Binomial(84, 42 + e) / Math.Pow(2, 84);
            statistic += Math.Pow(counts[42 + e] - expected, 2) / expected;
        }

        Assert.InRange(statistic, 10, 90);
    }

    [Fact]
    public void Open_OfRandomSums_IsExact()
    {
        var names = Gen.Int[0, 2].Select(i => new[] { "n4096-q58-b", "n2048-q54-b", "n4096-q58-d16" }[i]);
        Gen.Select(names, Gen.Int[1, 97], Gen.ULong).Sample(
            (name, members, seed) =>
            {
                var parameters = RingParameters.Get(name);
                var (_, _, sum, key, expected) = BucketSum.Of(parameters, members, droppedBits: 0, seed);
                using var common = new CommonPolynomials(parameters, Some.Plan);
                using (key)
                {
                    var opened = new ulong[parameters.Degree];
                    var check = new Opener(common).Open(key, 9, sum, members, 0, opened);
                    return check.Passes && opened.AsSpan().SequenceEqual(expected);
                }
            },
            iter: 25);
    }

    [Theory]
    [InlineData(1, 12)]
    [InlineData(5, 10)]
    [InlineData(8, 9)]
    [InlineData(64, 5)]
    public void Open_OfTruncatedSums_IsExact(int members, int droppedBits)
    {
        var parameters = RingParameters.Default;
        var (_, _, sum, key, expected) = BucketSum.Of(parameters, members, droppedBits, seed: 7);
        using var common = new CommonPolynomials(parameters, Some.Plan);
        var opened = new ulong[parameters.Degree];

        var check = new Opener(common).Open(key, 9, sum, members, droppedBits, opened);

        Assert.True(Noise.Bound(members, droppedBits) < (long)parameters.Delta / 2);
        Assert.True(check.Passes, check.ToString());
        Assert.Equal(expected, opened);
        key.Dispose();
    }

    [Theory]
    [InlineData("n4096-q58-b", 1, 0)]
    [InlineData("n4096-q58-b", 97, 0)]
    [InlineData("n4096-q58-b", 1, 12)]
    [InlineData("n2048-q54-b", 97, 0)]
    public void Open_UnderAWrongKey_IsNoticed(string name, int members, int droppedBits)
    {
        var parameters = RingParameters.Get(name);
        var (_, _, sum, key, _) = BucketSum.Of(parameters, Math.Min(members, 3), droppedBits, seed: 8);
        var words = key.ToWords();
        words[17] = parameters.Modulus.Add(words[17], 1);
        using var wrong = OpeningKey.FromWords(parameters, words);
        using var common = new CommonPolynomials(parameters, Some.Plan);

        var check = new Opener(common).Open(wrong, 9, sum, members, droppedBits, new ulong[parameters.Degree]);

        Assert.False(check.Passes);
        key.Dispose();
    }

    [Fact]
    public void Encrypt_TheSameChunkAgain_IsRefused()
    {
        var random = new SeededRandomSource(1);
        var parameters = RingParameters.Default;
        using var common = new CommonPolynomials(parameters, Some.Plan);
        using var secret = OneTimeSecret.Create(parameters, random);
        using var encryptor = new Encryptor(secret, common, random);
        var words = new ulong[parameters.Degree];
        encryptor.Encrypt(0, words, new ulong[parameters.Degree]);

        Assert.Throws<InvalidOperationException>(() => encryptor.Encrypt(0, words, new ulong[parameters.Degree]));
        Assert.Throws<InvalidOperationException>(() => new Encryptor(secret, common, random));
    }

    [Fact]
    public void Encrypt_OutOfRangeMessageOrLength_IsRefused()
    {
        var random = new SeededRandomSource(1);
        var parameters = RingParameters.Default;
        using var common = new CommonPolynomials(parameters, Some.Plan);
        using var secret = OneTimeSecret.Create(parameters, random);
        using var encryptor = new Encryptor(secret, common, random);
        var message = new ulong[parameters.Degree];
        message[4095] = parameters.PlainModulus;

        Assert.Throws<ArgumentException>(() => encryptor.Encrypt(0, message, new ulong[parameters.Degree]));
        Assert.Throws<ArgumentException>(() => encryptor.Encrypt(0, new ulong[5], new ulong[parameters.Degree]));
        Assert.Throws<ArgumentException>(() => encryptor.Encrypt(0, new ulong[parameters.Degree], new ulong[2048]));
        Assert.Throws<ArgumentException>(() => Adder.Add(new ulong[4096], [.. Enumerable.Repeat(ulong.MaxValue, 4096)], parameters));
    }

    [Fact]
    public void Secrets_AfterDispose_AreGoneAndNeverShown()
    {
        var parameters = RingParameters.Default;
        var secret = OneTimeSecret.Create(parameters, new SeededRandomSource(1));
        var key = OpeningKey.FromWords(parameters, secret.Words);
        secret.Dispose();
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => secret.Words.Length);
        Assert.Throws<ObjectDisposedException>(key.ToWords);
        Assert.DoesNotMatch("[0-9]", secret.ToString());
        Assert.DoesNotMatch("[0-9]", key.ToString());
    }

    private static int Centred(ulong x, Modulus q) => x > q.Value / 2 ? -(int)(q.Value - x) : (int)x;

    private static double Binomial(int n, int k)
    {
        var result = 1.0;
        for (var i = 1; i <= k; i++)
        {
            result *= (double)(n - k + i) / i;
        }

        return result;
    }
}
