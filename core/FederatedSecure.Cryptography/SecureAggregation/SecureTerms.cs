using FederatedSecure.Cryptography.NoiseShares;

namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>What a plan says about encryption, as it was read and not yet checked.</summary>
public sealed record SecureTerms
{
    /// <summary>Name of the ring parameter set.</summary>
    public required string Ring { get; init; }

    /// <summary>t: holders without whom nothing is opened.</summary>
    public required int Threshold { get; init; }

    /// <summary>k: the smallest bucket.</summary>
    public required int BucketSize { get; init; }

    /// <summary>Bits of a quantized value.</summary>
    public required int Bits { get; init; }

    /// <summary>τ: lower bits of ciphertext coefficients that do not travel.</summary>
    public required int DroppedBits { get; init; }

    /// <summary>C: an update of a larger L2 norm is scaled down to it.</summary>
    public required double ClipNorm { get; init; }

    /// <summary>r: a coordinate is cut to [−r, r] after that.</summary>
    public required double Range { get; init; }

    /// <summary>W: the most that a site counts; 1 where all count the same.</summary>
    public required long MaximumWeight { get; init; }

    /// <summary>Values of the update.</summary>
    public required long Values { get; init; }

    /// <summary>The noise that each site adds; null where none does.</summary>
    public NoiseTerms? Noise { get; init; }
}
