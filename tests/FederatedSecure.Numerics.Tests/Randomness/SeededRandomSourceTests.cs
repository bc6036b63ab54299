using CsCheck;

namespace FederatedSecure.Numerics.Tests.Randomness;

public sealed class SeededRandomSourceTests
{
    [Fact]
    public void Fill_SeedZero_IsTheKeyStreamOfRfc8439AppendixA1()
    {
        var bytes = new byte[8];

        new SeededRandomSource(0).Fill(bytes);

        Assert.Equal("76b8e0ada0f13d90", Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void Fill_InPieces_IsTheSameAsAtOnce() =>
        Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[0, 700].Array[0, 12]).Sample((seed, stream, pieces) =>
        {
            var whole = new byte[pieces.Sum()];
            new SeededRandomSource(seed, stream).Fill(whole);

            var source = new SeededRandomSource(seed, stream);
            var parts = new byte[whole.Length];
            var start = 0;
            foreach (var piece in pieces)
            {
                source.Fill(parts.AsSpan(start, piece));
                start += piece;
            }

            return whole.AsSpan().SequenceEqual(parts);
        });

    [Theory]
    [InlineData(1, 0, 2, 0)]
    [InlineData(1, 0, 1, 1)]
    [InlineData(1, 2, 2, 1)]
    [InlineData(0, 1, 1, 0)]
    public void Fill_OtherSeedOrStream_IsAnotherStream(ulong seed, ulong stream, ulong otherSeed, ulong otherStream) =>
        Assert.NotEqual(new SeededRandomSource(seed, stream).NextUInt64(), new SeededRandomSource(otherSeed, otherStream).NextUInt64());

    [Theory]
    [InlineData(uint.MaxValue, 1)]
    [InlineData(uint.MaxValue - 6, 7)]
    [InlineData(uint.MaxValue - 7, 8)]
    [InlineData(uint.MaxValue - 8, 9)]
    public void Fill_AtItsEnd_ThrowsInsteadOfStartingAnew(uint counter, int blocksLeft)
    {
        var source = new SeededRandomSource(new byte[32], counter, new byte[12]);
        source.Fill(new byte[blocksLeft * ChaCha20.BlockSize]);

        Assert.Throws<InvalidOperationException>(() => source.Fill(new byte[1]));
        Assert.Throws<InvalidOperationException>(() => source.Fill(new byte[1]));
    }
}
