using System.Numerics;
using CsCheck;
using FederatedSecure.Cryptography.Packing.Kernels;

namespace FederatedSecure.Cryptography.Tests.Packing;

/// <summary>The kernels against the same thing said with numbers of any length.</summary>
public sealed class PackingKernelsTests
{
    [Fact]
    public void BitsPack_AnyWidth_IsOneLongNumberOfTheRoundedWords() =>
        Gen.Select(Gen.Int[1, 58], Gen.Int[0, 13], Gen.ULong[0, (1UL << 58) - (1UL << 13)].Array[0, 70]).Sample(
            (bits, dropped, random) =>
            {
                dropped = Math.Min(dropped, bits - 1);
                var words = Array.ConvertAll(random, word => word & ((1UL << bits) - 1));
                var travelling = bits - dropped;
                var half = dropped == 0 ? 0 : 1UL << (dropped - 1);
                for (var i = 0; i < words.Length; i++)
                {
                    // The largest words would round up to one bit more.
                    words[i] = Math.Min(words[i], (1UL << bits) - 1 - half);
                }

                var number = BigInteger.Zero;
                for (var i = words.Length - 1; i >= 0; i--)
                {
                    number = (number << travelling) + ((words[i] + half) >> dropped);
                }

                var bytes = new byte[BitKernels.ByteCount(words.Length, travelling)];
                bytes.AsSpan().Fill(0xFF);
                BitKernels.Pack(words, dropped, travelling, bytes);

                Assert.Equal(number, new BigInteger(bytes, isUnsigned: true));
            },
            iter: 2_000);

    [Fact]
    public void Digits_AnyRadix_ArePositionsAndComeBack() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[8, 11], Gen.Bool, Gen.UInt[0, 255].Array[0, 70]).Sample(
            (digits, radixBits, isPower, values) =>
            {
                var radix = (1UL << radixBits) + (isPower ? 0UL : 37);
                var expected = values.Chunk(digits).Select(chunk => chunk.Reverse().Aggregate(0UL, (sum, value) => (sum * radix) + value)).ToArray();
                var coefficients = new ulong[expected.Length + 1];
                var back = new ulong[values.Length];

                var used = DigitKernels.Pack(values, digits, radix, coefficients);
                var unpacked = DigitKernels.Unpack(coefficients, digits, radix, back);

                Assert.Equal(expected.Length, used);
                Assert.Equal(expected, coefficients[..used]);
                Assert.Equal((used, true), unpacked);
                Assert.Equal(Array.ConvertAll(values, value => (ulong)value), back);
            },
            iter: 2_000);

    [Fact]
    public void DigitsUnpack_SomethingAboveTheLastDigitAnywhere_IsSeen()
    {
        const ulong radix = 1 << 22;
        for (var i = 0; i < 11; i++)
        {
            var coefficients = new ulong[11];
            coefficients[i] = radix * radix;
            Assert.False(DigitKernels.Unpack(coefficients, 2, radix, new ulong[22]).IsWhole);
        }
    }
}
