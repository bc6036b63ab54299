using FederatedSecure.Cryptography.Packing;

namespace FederatedSecure.Cryptography.NoiseShares;

/// <summary>What the noise is added to.</summary>
/// <param name="BucketSize">k: the fewest sites whose sum is opened.</param>
/// <param name="Bits">Bits of a value, noise included.</param>
/// <param name="ClipNorm">C: the L2 norm that an update has at most.</param>
/// <param name="Range">r: a coordinate is cut to [−r, r].</param>
/// <param name="Values">d: values of the update.</param>
public readonly record struct NoiseRequest(int BucketSize, int Bits, double ClipNorm, double Range, long Values)
{
    /// <summary>What a coordinate of a clipped update is at most.</summary>
    public double Cut => Math.Min(Range, ClipNorm);

    /// <summary>H = 2^(bits−1) − 1: the number that stands for zero; a site's numbers lie between 0 and 2H.</summary>
    public uint Middle => (1u << (Bits - 1)) - 1;

    /// <summary>The most sites of a bucket.</summary>
    public int LargestBucket => (2 * BucketSize) - 1;

    /// <summary>What is wrong with it, and what to change; null if nothing is.</summary>
    internal string? Problem() =>
        BucketSize < 1 ? $"a bucket of {BucketSize} sites is none"
        : Bits is < PackingRequest.MinimumBits or > PackingRequest.MaximumBits ? $"values of {Bits} bits cannot be packed: take {PackingRequest.MinimumBits} to {PackingRequest.MaximumBits}"
        : !(ClipNorm is >= 1e-30 and <= 1e30) ? "the clip norm lies between 1e-30 and 1e30"
        : !(Range is >= 1e-30 and <= 1e30) ? "the range of a coordinate lies between 1e-30 and 1e30"
        : Values < 1 ? "a vector has at least one value"
        : null;
}
