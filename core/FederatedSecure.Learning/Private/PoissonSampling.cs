using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Numerics;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// Poisson sampling: each record is in a batch with the same probability, independently of all others. Batches differ in size, and
/// may be empty. Accountants of subsampled mechanisms hold for this and not for shuffled batches.
/// </summary>
internal sealed class PoissonSampling
{
    private readonly ulong _threshold;
    private readonly ulong[] _draws;
    private readonly IRandomSource _random;

    /// <param name="records">n, at least the expected batch.</param>
    /// <param name="expectedBatch">n·q.</param>
    /// <param name="random">A cryptographic source: who foresees the batches has no amplification to fear.</param>
    public PoissonSampling(int records, int expectedBatch, IRandomSource random)
    {
        // ⌊q·2^64⌋: at most q, off by less than 2^-64. Every record is drawn where q = 1.
        _threshold = expectedBatch >= records ? ulong.MaxValue : (ulong)(((UInt128)(ulong)expectedBatch << 64) / (ulong)records);
        _draws = new ulong[records];
        _random = random;
        IsWhole = expectedBatch >= records;
    }

    private bool IsWhole { get; }

    /// <summary>The records of the next batch, in ascending order.</summary>
    public long[] Next()
    {
        var chosen = new List<long>();
        _random.Fill(MemoryMarshal.AsBytes(_draws.AsSpan()));
        for (var i = 0; i < _draws.Length; i++)
        {
            if (IsWhole || _draws[i] < _threshold)
            {
                chosen.Add(i);
            }
        }

        // Who knew which records were in a batch would know more than the accountant assumes.
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_draws.AsSpan()));
        return [.. chosen];
    }
}
