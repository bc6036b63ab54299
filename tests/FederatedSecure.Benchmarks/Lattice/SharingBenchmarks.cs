using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Encapsulation;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Numerics;

namespace FederatedSecure.Benchmarks.Lattice;

/// <summary>Dealing a secret to 32 holders and putting a bucket's key together, 22 of them opening.</summary>
[MemoryDiagnoser]
public class SharingBenchmarks : IDisposable
{
    private const int Holders = 32;
    private readonly LatticeRound _round = new();
    private readonly EnvelopeKey _key = EnvelopeKey.Create(SecureRandomSource.Instance);
    private readonly int _threshold = SecretSharing.DefaultThreshold(Holders);
    private ImmutableArray<SecretShare> _shares;

    [GlobalSetup]
    public void Setup() => _shares = SecretSharing.Split(_round.Secret, _threshold, Holders, SecureRandomSource.Instance);

    [GlobalCleanup]
    public void Dispose()
    {
        _key.Dispose();
        _round.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public void Split()
    {
        foreach (var share in SecretSharing.Split(_round.Secret, _threshold, Holders, SecureRandomSource.Instance))
        {
            share.Dispose();
        }
    }

    /// <summary>All that a site does for its holders.</summary>
    [Benchmark]
    public int SplitAndSeal()
    {
        var bytes = 0;
        foreach (var share in SecretSharing.Split(_round.Secret, _threshold, Holders, SecureRandomSource.Instance))
        {
            var context = new EnvelopeContext(Digest.Of("plan"u8), "sender", "recipient");
            bytes += Envelope.Seal(_key.PublicKey, context, share.ToArray(), SecureRandomSource.Instance).Length;
            share.Dispose();
        }

        return bytes;
    }

    [Benchmark]
    public bool CombineFromEnough() => Combine(_shares[.._threshold]);

    [Benchmark]
    public bool CombineFromAll() => Combine(_shares);

    private bool Combine(ImmutableArray<SecretShare> answers)
    {
        using var key = ShareCombiner.Combine(_threshold, answers, SecureRandomSource.Instance).Key;
        return key is not null;
    }
}
