using System.Buffers.Binary;

namespace FederatedSecure.Numerics.Tests.Support;

/// <summary>Gives the words that a test wants to see taken, one per eight bytes.</summary>
internal sealed class ScriptedRandomSource(params ulong[] words) : IRandomSource
{
    private readonly Queue<ulong> _words = new(words);

    public int Left => _words.Count;

    public void Fill(Span<byte> destination)
    {
        Assert.Equal(sizeof(ulong), destination.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(destination, _words.Dequeue());
    }
}
