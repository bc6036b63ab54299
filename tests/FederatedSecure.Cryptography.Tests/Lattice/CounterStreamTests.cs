using System.Runtime.InteropServices;
using FederatedSecure.Cryptography.Lattice.Kernels;

namespace FederatedSecure.Cryptography.Tests.Lattice;

public sealed class CounterStreamTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fill_OfTheStandardsBlock_GivesTheStandardsAnswer(bool useInstructions)
    {
        Assert.SkipUnless(!useInstructions || System.Runtime.Intrinsics.X86.Aes.IsSupported, "This processor has no AES instructions.");

        // FIPS 197, appendix C.1, where the plaintext is taken as the counter block.
        using var stream = new CounterStream(Convert.FromHexString("000102030405060708090a0b0c0d0e0f"), useInstructions);
        var words = new ulong[2];

        stream.Fill(0x7766554433221100, 0xffeeddccbbaa9988, words);

        Assert.Equal("69C4E0D86A7B0430D8CDB78070B4C55A", Convert.ToHexString(MemoryMarshal.AsBytes(words.AsSpan())));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(14)]
    [InlineData(16)]
    [InlineData(34)]
    [InlineData(4096)]
    public void Fill_WithAndWithoutInstructions_GivesTheSameWords(int count)
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Aes.IsSupported, "This processor has no AES instructions.");
        using var fast = new CounterStream("0123456789abcdef"u8, useInstructions: true);
        using var slow = new CounterStream("0123456789abcdef"u8, useInstructions: false);
        var (a, b) = (new ulong[count], new ulong[count]);

        fast.Fill(5, ulong.MaxValue - 3, a);
        slow.Fill(5, ulong.MaxValue - 3, b);

        Assert.Equal(a, b);
    }

    [Fact]
    public void Fill_InPieces_ContinuesTheStream()
    {
        using var stream = new CounterStream("0123456789abcdef"u8);
        var (whole, pieces) = (new ulong[100], new ulong[100]);

        stream.Fill(1, 0, whole);
        stream.Fill(1, 0, pieces.AsSpan(0, 34));
        stream.Fill(1, 17, pieces.AsSpan(34));

        Assert.Equal(whole, pieces);
    }

    [Fact]
    public void Fill_AfterDispose_IsRefused()
    {
        var stream = new CounterStream("0123456789abcdef"u8);
        stream.Dispose();

        Assert.Throws<ObjectDisposedException>(() => stream.Fill(0, 0, new ulong[2]));
    }
}
