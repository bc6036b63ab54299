using System.Numerics;
using CsCheck;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.Packing.Kernels;
using FederatedSecure.Cryptography.Tests.Lattice.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.Packing;

public sealed class CiphertextCodecTests
{
    [Fact]
    public void Encode_LaysTheBitsOutWithoutGaps() =>
        Gen.Select(Gen.Int[0, 12], Gen.ULong).Sample(
            (dropped, seed) =>
            {
                var parameters = RingParameters.Default;
                var codec = new CiphertextCodec(parameters, dropped);
                var words = Some.Words(new SeededRandomSource(seed), parameters.Degree, parameters.Modulus.Value);
                var bytes = new byte[codec.ByteCount];
                codec.Encode(words, bytes);

                var bits = 58 - dropped;
                var half = dropped == 0 ? 0 : 1UL << (dropped - 1);
                var number = BigInteger.Zero;
                for (var i = 64 - 1; i >= 0; i--)
                {
                    number = (number << bits) | ((words[i] + half) >> dropped);
                }

                var expected = number.ToByteArray(isUnsigned: true);
                return bytes.AsSpan(0, 64 * bits / 8).StartsWith(expected);
            },
            iter: 40);

    [Fact]
    public void Decode_ReturnsTheWordsOrTheirRounding()
    {
        foreach (var name in RingParameters.Names)
        {
            var parameters = RingParameters.Get(name);
            var words = Some.Words(new SeededRandomSource(1), parameters.Degree, parameters.Modulus.Value);
            words[0] = parameters.Modulus.Value - 1;
            words[1] = 0;
            for (var dropped = 0; dropped < parameters.DeltaBits; dropped++)
            {
                var codec = new CiphertextCodec(parameters, dropped);
                var bytes = new byte[codec.ByteCount];
                var decoded = new ulong[parameters.Degree];
                codec.Encode(words, bytes);

                Assert.True(codec.TryDecode(bytes, decoded));
                for (var i = 0; i < words.Length; i++)
                {
                    var difference = parameters.Modulus.Subtract(decoded[i], words[i]);
                    var error = Math.Min(difference, parameters.Modulus.Value - difference);
                    Assert.True(error <= (dropped == 0 ? 0 : 1UL << (dropped - 1)));
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Decode_OfCoefficientsAboveQ_IsRefused(int dropped)
    {
        var codec = new CiphertextCodec(RingParameters.Default, dropped);
        var bytes = new byte[codec.ByteCount];
        bytes.AsSpan(bytes.Length / 2).Fill(0xFF);

        Assert.False(codec.TryDecode(bytes, new ulong[4096]));
        Assert.Throws<ArgumentException>(() => codec.TryDecode(bytes.AsSpan(1), new ulong[4096]));
        Assert.Throws<ArgumentException>(() => codec.Encode([.. Enumerable.Repeat(ulong.MaxValue, 4096)], bytes));
    }

    [Fact]
    public void Kernels_OfAnyWidthAndCount_AreInverse() =>
        Gen.Select(Gen.Int[1, 58], Gen.Int[0, 70], Gen.ULong).Sample(
            (bits, count, seed) =>
            {
                var words = Some.Words(new SeededRandomSource(seed), count, 1UL << bits);
                var bytes = new byte[BitKernels.ByteCount(count, bits)];
                BitKernels.Pack(words, 0, bits, bytes);
                var back = new ulong[count];
                BitKernels.Unpack(bytes, 0, bits, back);
                return back.AsSpan().SequenceEqual(words);
            });
}
