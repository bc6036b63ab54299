using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Lattice.Kernels;
using FederatedSecure.Cryptography.Tests.Lattice.Support;

namespace FederatedSecure.Cryptography.Tests.Lattice;

public sealed class CommonPolynomialsTests
{
    [Theory]
    [InlineData("n4096-q58-b", 0)]
    [InlineData("n4096-q58-d20", 7)]
    [InlineData("n2048-q54-b", 123456)]
    public void Expand_FollowsItsDocumentation(string name, int chunk)
    {
        var parameters = RingParameters.Get(name);
        using var common = new CommonPolynomials(parameters, Some.Plan);
        var words = new ulong[parameters.Degree];

        common.Expand(chunk, words);

        Assert.Equal(Documented(parameters, Some.Plan, chunk), words);
    }

    [Fact]
    public void Fill_WithManyRejections_ReplacesInOrder()
    {
        // Five of eight words are rejected for a prime just above a power of two.
        var modulus = new Modulus(37);
        using var stream = new CounterStream("0123456789abcdef"u8);
        var words = new ulong[256];

        UniformWords.Fill(stream, 3, words, modulus);

        using var aes = Aes.Create();
        aes.SetKey("0123456789abcdef"u8);
        Assert.Equal(Reference(aes, 3, 256, modulus), words);
        Assert.Equal(37, words.Distinct().Count());
    }

    [Fact]
    public void Expand_OfAnotherPlanChunkOrRing_IsAnother()
    {
        var first = Expanded("n4096-q58-b", Some.Plan, 0);

        Assert.NotEqual(first, Expanded("n4096-q58-b", Digest.Of("another"u8), 0));
        Assert.NotEqual(first, Expanded("n4096-q58-b", Some.Plan, 1));
        Assert.NotEqual(first, Expanded("n4096-q58-d13", Some.Plan, 0));
        Assert.Equal(first, Expanded("n4096-q58-b", Some.Plan, 0));
    }

    private static ulong[] Expanded(string name, Digest plan, int chunk)
    {
        using var common = new CommonPolynomials(RingParameters.Get(name), plan);
        var words = new ulong[common.Parameters.Degree];
        common.Expand(chunk, words);
        return words;
    }

    private static ulong[] Documented(RingParameters parameters, Digest plan, int chunk)
    {
        var info = Encoding.ASCII.GetBytes("FederatedSecure common polynomials v1 " + parameters.Name);
        using var aes = Aes.Create();
        aes.SetKey(HKDF.DeriveKey(HashAlgorithmName.SHA256, plan.ToArray(), 16, info: info));
        return Reference(aes, chunk, parameters.Degree, parameters.Modulus);
    }

    private static ulong[] Reference(Aes aes, int nonce, int count, Modulus modulus)
    {
        var mask = (1UL << modulus.Bits) - 1;
        var stream = Stream().GetEnumerator();
        var words = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            words[i] = Next();
        }

        for (var i = 0; i < count; i++)
        {
            while (words[i] >= modulus.Value)
            {
                words[i] = Next();
            }
        }

        return words;

        ulong Next() => stream.MoveNext() ? stream.Current & mask : throw new InvalidOperationException();

        IEnumerable<ulong> Stream()
        {
            var block = new byte[16];
            BinaryPrimitives.WriteInt64LittleEndian(block, nonce);
            for (var counter = 0UL; ; counter++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(8), counter);
                var output = aes.EncryptEcb(block, PaddingMode.None);
                yield return BinaryPrimitives.ReadUInt64LittleEndian(output);
                yield return BinaryPrimitives.ReadUInt64LittleEndian(output.AsSpan(8));
            }
        }
    }
}
