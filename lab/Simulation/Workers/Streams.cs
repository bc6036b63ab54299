using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Simulation.Workers;

/// <summary>Independent random numbers for every purpose, site and round of one seed, whoever asks for them when.</summary>
internal static class Streams
{
    /// <summary>A seed for one purpose: the first bytes of SHA-256(purpose ‖ seed ‖ place).</summary>
    public static ulong Seed(ulong seed, string purpose, params ReadOnlySpan<long> place)
    {
        Span<byte> text = stackalloc byte[256];
        var length = Encoding.UTF8.GetBytes(purpose, text);
        BinaryPrimitives.WriteUInt64LittleEndian(text[length..], seed);
        length += sizeof(ulong);
        foreach (var number in place)
        {
            BinaryPrimitives.WriteInt64LittleEndian(text[length..], number);
            length += sizeof(long);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>Random numbers for one purpose.</summary>
    public static SeededRandomSource Of(ulong seed, string purpose, params ReadOnlySpan<long> place) => new(Seed(seed, purpose, place));
}
