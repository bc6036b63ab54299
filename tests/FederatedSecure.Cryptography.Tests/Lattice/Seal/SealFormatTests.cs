using System.Buffers.Binary;
using CsCheck;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Lattice.Seal;
using FederatedSecure.Cryptography.Tests.Lattice.Support;

namespace FederatedSecure.Cryptography.Tests.Lattice.Seal;

/// <summary>The files under Golden were generated and saved by Microsoft SEAL itself (tests/interop/make-golden.mjs).</summary>
public sealed class SealFormatTests
{
    public static TheoryData<string> Sets => ["n4096-q58-b", "n2048-q54-b"];

    [Theory]
    [MemberData(nameof(Sets))]
    public void GoldenFiles_AreReadAndWrittenByteForByte(string set)
    {
        var parameters = RingParameters.Get(set);
        using var key = SealSecretKey.Read(parameters, Golden(set, "key"));

        Assert.Equal(SealEncryptionParameters.Of(parameters), SealEncryptionParameters.Read(Golden(set, "parameters")));
        Assert.Equal(Golden(set, "parameters"), SealEncryptionParameters.Of(parameters).ToArray());
        Assert.Equal(Golden(set, "key"), SealSecretKey.Write(key));
        Assert.Equal(Golden(set, "ciphertext"), SealCiphertext.Read(Golden(set, "ciphertext")).ToArray());
        Assert.Equal(Golden(set, "message"), SealPlaintext.Read(Golden(set, "message")).ToArray());
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void GoldenCiphertext_OpensToTheGoldenMessage(string set)
    {
        var parameters = RingParameters.Get(set);
        using var key = SealSecretKey.Read(parameters, Golden(set, "key"));
        var ciphertext = SealCiphertext.Read(Golden(set, "ciphertext"));

        var opened = ciphertext.Decrypt(key);

        Assert.Equal(Golden(set, "message"), SealPlaintext.OfMessage(opened).ToArray());
        Assert.Equal(parameters.ParmsId, ciphertext.ParmsId);
        Assert.Equal(parameters.ParmsId, SealEncryptionParameters.Read(Golden(set, "parameters")).ParmsId);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Descriptions_TellTheFields(string set)
    {
        var parameters = SealDescription.Of(Golden(set, "parameters"));
        var ciphertext = SealDescription.Of(Golden(set, "ciphertext"));
        var key = SealDescription.Of(Golden(set, "key"));
        var id = Convert.ToHexStringLower(RingParameters.Get(set).ParmsId.Span);

        Assert.Equal(("EncryptionParameters", "Ciphertext", "Plaintext"), (parameters.Kind, ciphertext.Kind, key.Kind));
        Assert.Contains(new("scheme", "bfv"), parameters.Fields);
        Assert.Contains(new("parmsId", id), parameters.Fields);
        Assert.Contains(new("size", "2"), ciphertext.Fields);
        Assert.Contains(new("parmsId", id), ciphertext.Fields);
        Assert.Contains(new("isNttForm", "true"), key.Fields);
        Assert.Contains(new("isNttForm", "false"), SealDescription.Of(Golden(set, "message")).Fields);
    }

    [Theory]
    [InlineData("parameters-zlib", "zlib")]
    [InlineData("parameters-zstd", "zstd")]
    public void CompressedObjects_AreRefusedWithTheRemedy(string file, string method)
    {
        var error = Assert.Throws<SealFormatException>(() => SealEncryptionParameters.Read(Golden("n2048-q54-b", file)));

        Assert.Contains(method, error.Message, StringComparison.Ordinal);
        Assert.Contains("compression mode none", error.Message, StringComparison.Ordinal);
        Assert.Throws<SealFormatException>(() => SealDescription.Of(Golden("n2048-q54-b", file)));
    }

    [Fact]
    public void SeededCiphertext_IsRefusedWithTheRemedy()
    {
        var error = Assert.Throws<SealFormatException>(() => SealCiphertext.Read(Golden("n2048-q54-b", "ciphertext-seeded")));

        Assert.Contains("seed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void KeyOrCiphertextOfOtherParameters_IsRefused()
    {
        Assert.Throws<SealFormatException>(() => SealSecretKey.Read(RingParameters.Get("n4096-q58-d13"), Golden("n4096-q58-b", "key")));
        using var key = SealSecretKey.Read(RingParameters.Get("n2048-q54-b"), Golden("n2048-q54-b", "key"));
        Assert.Throws<SealFormatException>(() => SealCiphertext.Read(Golden("n4096-q58-b", "ciphertext")).Decrypt(key));
    }

    [Theory]
    [InlineData("parameters")]
    [InlineData("ciphertext")]
    [InlineData("message")]
    public void CutObjects_AreRefused(string file)
    {
        var bytes = Golden("n2048-q54-b", file);
        foreach (var length in Enumerable.Range(0, Math.Min(bytes.Length, 200)).Append(bytes.Length - 1))
        {
            var cut = bytes[..length];
            Assert.Throws<SealFormatException>(() => SealDescription.Of(cut));

            // And with a header that tells the same lie.
            if (length >= 16)
            {
                BinaryPrimitives.WriteInt64LittleEndian(cut.AsSpan(8), length);
                Assert.Throws<SealFormatException>(() => SealDescription.Of(cut));
            }
        }
    }

    [Theory]
    [InlineData("parameters", 121)]
    [InlineData("ciphertext", 121)]
    [InlineData("message", 96)]
    public void DamagedObjects_AreReadOrRefused_NeverMore(string file, int fields)
    {
        var bytes = Golden("n2048-q54-b", file);
        Gen.Select(Gen.Int[0, Math.Min(fields, bytes.Length) - 8], Gen.OneOf(Gen.ULong, Gen.ULong[0, 100], Gen.ULong[ulong.MaxValue - 100, ulong.MaxValue]))
            .Sample((offset, value) =>
            {
                var damaged = bytes.ToArray();
                BinaryPrimitives.WriteUInt64LittleEndian(damaged.AsSpan(offset), value);
                try
                {
                    SealDescription.Of(damaged);
                }
                catch (SealFormatException)
                {
                    // The only exception there may be.
                }
            });
    }

    [Fact]
    public void HugePromises_AllocateNothing()
    {
        var bytes = Golden("n2048-q54-b", "ciphertext");
        // The largest that passes the checks of the single fields: 16 polynomials of 64 residues and 131072 coefficients.
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(49), 16);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(57), 131_072);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(65), 64);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<SealFormatException>(() => SealCiphertext.Read(bytes));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [InlineData(0UL, 1)]
    [InlineData(5UL, 3)]
    public void Message_IsTrimmedLikeSealsOwn(ulong last, int count)
    {
        ulong[] message = [0, 0, last, 0, 0, 0, 0, 0];

        var plaintext = SealPlaintext.OfMessage(message);

        Assert.Equal(count, plaintext.Words.Length);
        Assert.Equal(plaintext.Words, SealPlaintext.Read(plaintext.ToArray()).Words);
    }

    [Fact]
    public void SumCiphertext_OpensHereLikeInSeal()
    {
        var sum = BucketSum.Of(RingParameters.Default, members: 5, droppedBits: 8, seed: 3);
        using var common = new CommonPolynomials(sum.Parameters, Some.Plan);
        using var key = sum.Key;

        var read = SealCiphertext.Read(SealCiphertext.OfSum(common, sum.Chunk, sum.Ciphertext).ToArray());

        Assert.Equal(sum.Message, read.Decrypt(key));
    }

    private static byte[] Golden(string set, string file) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Lattice", "Golden", set, file + ".seal"));
}
