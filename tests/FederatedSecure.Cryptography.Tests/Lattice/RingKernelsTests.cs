using System.Numerics;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Lattice.Kernels;
using FederatedSecure.Cryptography.Tests.Lattice.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.Lattice;

public sealed class RingKernelsTests
{
    private static readonly ulong Q = RingParameters.Default.Modulus.Value;

    [Fact]
    public void Errors_AreTheDifferencesOfOnes()
    {
        const int count = 64;
        var random = Some.Words(new SeededRandomSource(1), 2 * count, ulong.MaxValue);
        (random[0], random[count], random[1], random[count + 1]) = (ulong.MaxValue, 0, 0, ulong.MaxValue);
        foreach (var start in new[] { 0UL, Q / 2, Q - 1 })
        {
            var ciphertext = new ulong[count];
            ciphertext.AsSpan().Fill(start);
            var message = Some.Words(new SeededRandomSource(2), count, RingParameters.Default.PlainModulus);

            RingKernels.AddMessageAndErrors(ciphertext, message, random, 13, Q);

            const ulong mask = (1UL << 42) - 1;
            for (var i = 0; i < count; i++)
            {
                var error = BitOperations.PopCount(random[i] & mask) - BitOperations.PopCount(random[count + i] & mask);
                var expected = (BigInteger.Pow(2, 13) * message[i]) + start + error + Q;
                Assert.Equal((ulong)(expected % Q), ciphertext[i]);
            }
        }
    }

    [Fact]
    public void Decode_ReturnsMessageAndNoise()
    {
        long[] noises = [0, 1, -1, 4094, -4094, 42, -42, 7];
        ulong[] messages = [0, 0, 0, 5, 0, RingParameters.Default.PlainModulus - 1, 1, 12_345_678_901];
        var masks = Some.Words(new SeededRandomSource(3), 8, Q);
        var sum = new ulong[8];
        for (var i = 0; i < 8; i++)
        {
            sum[i] = (ulong)((((BigInteger)messages[i] << 13) + masks[i] + noises[i] + Q) % Q);
        }

        var decoded = new ulong[8];
        var (largest, squares) = RingKernels.Decode(sum, masks, decoded, 13, Q);

        Assert.Equal(messages, decoded);
        Assert.Equal(4094, largest);
        Assert.Equal(noises.Sum(n => (double)n * n), squares);
    }

    [Fact]
    public void AddModulo_NoticesWordsThatAreTooLarge()
    {
        foreach (var bad in new[] { Q, Q + 1, 1UL << 62, 1UL << 63, ulong.MaxValue })
        {
            var words = new ulong[16];
            words[11] = bad;
            Assert.False(RingKernels.AddModulo(new ulong[16], words, Q));
            Assert.False(RingKernels.AllBelow(words, Q));
            words[11] = Q - 1;
            Assert.True(RingKernels.AddModulo(new ulong[16], words, Q));
            Assert.True(RingKernels.AllBelow(words, Q));
        }
    }

    [Fact]
    public void ReduceFromEightQ_Reduces()
    {
        ulong[] words = [0, Q - 1, Q, (2 * Q) - 1, 2 * Q, 3 * Q, (3 * Q) + 5, (4 * Q) - 1, 5 * Q, (6 * Q) + 7, (7 * Q) - 1, (8 * Q) - 1];

        RingKernels.ReduceFromEightQ(words, Q);

        Assert.Equal([0, Q - 1, 0, Q - 1, 0, 0, 5, Q - 1, 0, 7, Q - 1, Q - 1], words);
    }
}
