using System.Runtime.InteropServices;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.Lattice.Support;

/// <summary>Random things, the same in every run.</summary>
internal static class Some
{
    public static readonly Digest Plan = Digest.Of("a plan"u8);

    /// <summary>Words below a limit. Slightly biased, which does not matter here.</summary>
    public static ulong[] Words(IRandomSource random, int count, ulong limit)
    {
        var words = new ulong[count];
        random.Fill(MemoryMarshal.AsBytes(words.AsSpan()));
        foreach (ref var word in words.AsSpan())
        {
            word %= limit;
        }

        return words;
    }

    public static ulong[] Message(IRandomSource random, RingParameters parameters, int members) =>
        Words(random, parameters.Degree, parameters.PlainModulus / (ulong)members);
}
