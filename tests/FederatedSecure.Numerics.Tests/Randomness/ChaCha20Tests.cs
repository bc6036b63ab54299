namespace FederatedSecure.Numerics.Tests.Randomness;

public sealed class ChaCha20Tests
{
    private static readonly byte[] CountingKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void Block_Rfc8439Section232_IsThePublishedBlock()
    {
        var state = ChaCha20.State(CountingKey, counter: 1, Convert.FromHexString("000000090000004a00000000"));
        var block = new byte[ChaCha20.BlockSize];

        ChaCha20.Block(state, block);

        Assert.Equal(
            "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e"
            + "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e",
            Convert.ToHexStringLower(block));
    }

    [Theory]
    [InlineData(0, "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586")]
    [InlineData(1, "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f")]
    public void Block_Rfc8439AppendixA1_IsThePublishedBlock(uint counter, string expected)
    {
        var block = new byte[ChaCha20.BlockSize];

        ChaCha20.Block(ChaCha20.State(new byte[32], counter, new byte[12]), block);

        Assert.Equal(expected, Convert.ToHexStringLower(block));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(uint.MaxValue - 7)]
    public void EightBlocks_AnyCounter_AreEightSingleBlocks(uint counter)
    {
        var state = ChaCha20.State(CountingKey, counter, Convert.FromHexString("000000090000004a00000000"));
        var together = new byte[ChaCha20.Lanes * ChaCha20.BlockSize];

        ChaCha20.EightBlocks(state, together);

        var single = new byte[ChaCha20.BlockSize];
        for (var lane = 0; lane < ChaCha20.Lanes; lane++)
        {
            ChaCha20.Block(state, single);
            Assert.Equal(single, together.AsSpan(lane * ChaCha20.BlockSize, ChaCha20.BlockSize).ToArray());
            state[12]++;
        }
    }
}
