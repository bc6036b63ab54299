using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FederatedSecure.Lab.RedTeam.Runs;

/// <summary>The seed of one probe: it follows from the run's seed and the probe's name only, not from which others run, or when.</summary>
internal static class ProbeSeed
{
    /// <summary>The first eight bytes of SHA-256 over seed and name.</summary>
    public static ulong Of(ulong runSeed, string probe)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{runSeed} {probe}")), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
