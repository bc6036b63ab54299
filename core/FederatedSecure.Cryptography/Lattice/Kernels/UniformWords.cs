using System.Runtime.InteropServices;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Lattice.Kernels;

/// <summary>
/// Uniform words modulo q from a counter stream, by rejection. Word i of the stream, cut to the bits of q, becomes word i of
/// the result where it is below q. The places of the others take, in ascending order, the accepted ones among the words that
/// follow in the stream.
/// </summary>
/// <remarks>The moduli lie so close below a power of two that a rejection happens once in hundreds of polynomials.</remarks>
internal static class UniformWords
{
    public static void Fill(CounterStream stream, ulong nonce, Span<ulong> words, Modulus modulus)
    {
        var mask = (1UL << modulus.Bits) - 1;
        stream.Fill(nonce, 0, words);
        if (!RingKernels.MaskAllBelow(words, mask, modulus.Value))
        {
            Replace(stream, nonce, words, modulus.Value, mask);
        }
    }

    /// <summary>Uniform words straight from a random source.</summary>
    public static void Fill(IRandomSource random, Span<ulong> words, Modulus modulus)
    {
        var mask = (1UL << modulus.Bits) - 1;
        random.Fill(MemoryMarshal.AsBytes(words));
        if (RingKernels.MaskAllBelow(words, mask, modulus.Value))
        {
            return;
        }

        foreach (ref var word in words)
        {
            while (word >= modulus.Value)
            {
                random.Fill(MemoryMarshal.AsBytes(new Span<ulong>(ref word)));
                word &= mask;
            }
        }
    }

    private static void Replace(CounterStream stream, ulong nonce, Span<ulong> words, ulong q, ulong mask)
    {
        Span<ulong> spare = stackalloc ulong[16];
        var block = (ulong)(words.Length / CounterStream.WordsPerBlock);
        var next = spare.Length;
        foreach (ref var word in words)
        {
            while (word >= q)
            {
                if (next == spare.Length)
                {
                    stream.Fill(nonce, block, spare);
                    block += (ulong)(spare.Length / CounterStream.WordsPerBlock);
                    next = 0;
                }

                word = spare[next++] & mask;
            }
        }

        spare.Clear();
    }
}
