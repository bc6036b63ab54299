using System.Collections.Immutable;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Numerics;

namespace FederatedSecure.Benchmarks.Lattice;

/// <summary>
/// What a coordinator computes in a round of 100 sites in buckets of 5 and a model of a million parameters of 16 bits: decodes
/// and adds up every ciphertext, puts each bucket's key together from 22 of 32 answers, opens the sums and reads them off. Two
/// threads take buckets in turns. Files are not read: every ciphertext is the same one in memory.
/// </summary>
internal sealed class CoordinatorWork : IDisposable
{
    public const int Sites = 100, BucketSize = 5, Values = 1_000_000, Threads = 2;

    private const int Holders = 32;
    private readonly PackingPlan _plan;
    private readonly CommonPolynomials _common;
    private readonly ImmutableArray<SecretShare> _answers;
    private readonly byte[] _bytes;
    private readonly int _threshold = SecretSharing.DefaultThreshold(Holders);

    public CoordinatorWork()
    {
        var request = new PackingRequest { Sites = Sites, BucketSize = BucketSize, Bits = 16, Values = Values };
        _plan = PackingPlanner.TryPlan(request, out var plan, out var problem) ? plan : throw new InvalidOperationException(problem);
        _common = new CommonPolynomials(_plan.Ring, Digest.Of("benchmark"u8));
        using var secret = OneTimeSecret.Create(_plan.Ring, SecureRandomSource.Instance);
        _answers = SecretSharing.Split(secret, _threshold, Holders, SecureRandomSource.Instance);
        _bytes = new byte[_plan.Codec.ByteCount];
        using var encryptor = new Encryptor(secret, _common, SecureRandomSource.Instance);
        var ciphertext = new ulong[_plan.Ring.Degree];
        encryptor.Encrypt(0, new ulong[_plan.Ring.Degree], ciphertext);
        _plan.Codec.Encode(ciphertext, _bytes);
    }

    public void Run() => Parallel.For(0, Sites / BucketSize, new ParallelOptions { MaxDegreeOfParallelism = Threads }, OpenBucket);

    public void Dispose()
    {
        _common.Dispose();
        foreach (var answer in _answers)
        {
            answer.Dispose();
        }
    }

    private void OpenBucket(int bucket)
    {
        using var key = ShareCombiner.Combine(_threshold, _answers[.._threshold], SecureRandomSource.Instance).Key
            ?? throw new InvalidOperationException("The answers of honest holders did not give a key.");
        var opener = new Opener(_common);
        var packer = new VectorPacker(_plan);
        var (sum, one, message) = (new ulong[_plan.Ring.Degree], new ulong[_plan.Ring.Degree], new ulong[_plan.Ring.Degree]);
        var sums = new ulong[_plan.ValuesOf(0).Count];
        for (var chunk = 0; chunk < _plan.Chunks; chunk++)
        {
            sum.AsSpan().Clear();
            for (var site = 0; site < BucketSize; site++)
            {
                _plan.Codec.TryDecode(_bytes, one);
                Adder.Add(sum, one, _plan.Ring);
            }

            // The bytes are one site's first chunk: what comes out is noise, in the time that sums take.
            opener.Open(key, chunk, sum, BucketSize, _plan.DroppedBits, message);
            packer.TryUnpack(chunk, BucketSize, message, sums.AsSpan(0, _plan.ValuesOf(chunk).Count), []);
        }
    }
}
