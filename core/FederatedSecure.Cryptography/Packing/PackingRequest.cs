namespace FederatedSecure.Cryptography.Packing;

/// <summary>What a round wants to add up.</summary>
public sealed record PackingRequest
{
    /// <summary>The least and the most bits of a quantized value.</summary>
    public const int MinimumBits = 8, MaximumBits = 24;

    /// <summary>Sites of the cohort.</summary>
    public required int Sites { get; init; }

    /// <summary>k: the smallest bucket that may be opened.</summary>
    public required int BucketSize { get; init; }

    /// <summary>
    /// Head-room: the largest bucket that can come about. By default 2k − 1, or the whole cohort where that is smaller: buckets
    /// of at least k can always be cut so.
    /// </summary>
    public int? LargestBucket { get; init; }

    /// <summary>Bits of a quantized value, from 8 to 24.</summary>
    public required int Bits { get; init; }

    /// <summary>Values of the vector: parameters of the model.</summary>
    public required long Values { get; init; }

    /// <summary>Numbers beside the vector, such as the weight and metrics: each takes a whole coefficient.</summary>
    public int Slots { get; init; }

    /// <summary>Whether lower bits of a ciphertext may stay at home where the noise budget allows.</summary>
    public bool Truncate { get; init; } = true;

    /// <summary>log2 of the largest accepted probability that an honest sum of this size fails to decrypt anywhere.</summary>
    public double LargestFailureLog2 { get; init; } = -64;

    /// <summary>The largest bucket, stated or by default.</summary>
    public int HeadRoom => LargestBucket ?? (int)Math.Min(Sites, (2L * BucketSize) - 1);

    /// <summary>What is wrong with the request itself, or null.</summary>
    internal string? Problem() =>
        Bits is < MinimumBits or > MaximumBits ? $"Values of {Bits} bits cannot be packed: take {MinimumBits} to {MaximumBits}."
        : BucketSize < 1 ? $"A bucket of {BucketSize} sites is none: take at least 1, better 3 or more."
        : Sites < BucketSize ? $"{Sites} sites do not fill one bucket of {BucketSize}: invite more sites or take smaller buckets."
        : HeadRoom < BucketSize || HeadRoom > Sites ? $"The largest bucket ({HeadRoom}) lies between the smallest ({BucketSize}) and the cohort ({Sites})."
        : Values < 1 ? "A vector has at least one value."
        : Slots < 0 ? "The number of slots is not negative."
        : null;
}
