using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Numerics;

namespace FederatedSecure.Benchmarks.Lattice;

/// <summary>One site's things for one plan: 16 bits, buckets of up to 64, no truncation.</summary>
internal sealed class LatticeRound : IDisposable
{
    private int _chunk;

    public LatticeRound()
    {
        var request = new PackingRequest { Sites = 64, BucketSize = 64, Bits = 16, Values = 1_000_000_000, Truncate = false };
        Plan = PackingPlanner.TryPlan(request, out var plan, out var problem) ? plan : throw new InvalidOperationException(problem);
        var random = SecureRandomSource.Instance;
        Common = new CommonPolynomials(Plan.Ring, Digest.Of("benchmark"u8));
        Secret = OneTimeSecret.Create(Plan.Ring, random);
        Key = OpeningKey.FromWords(Plan.Ring, Secret.Words);
        Encryptor = new Encryptor(Secret, Common, random);
        Quantizer = new Quantizer(16, 1, random);
        Packer = new VectorPacker(Plan);
    }

    public PackingPlan Plan { get; }

    public CommonPolynomials Common { get; }

    public OneTimeSecret Secret { get; }

    public OpeningKey Key { get; }

    public Encryptor Encryptor { get; }

    public Quantizer Quantizer { get; }

    public VectorPacker Packer { get; }

    /// <summary>A chunk that was not encrypted yet: the encryptor takes none twice.</summary>
    public int NextChunk() => _chunk++;

    public void Dispose()
    {
        Quantizer.Dispose();
        Encryptor.Dispose();
        Key.Dispose();
        Secret.Dispose();
        Common.Dispose();
    }
}
