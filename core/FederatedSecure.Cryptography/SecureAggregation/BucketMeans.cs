namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>Receives a bucket's weighted mean, tile by tile, in any order and from several threads.</summary>
/// <param name="first">Index of the first value.</param>
/// <param name="mean">The values.</param>
public delegate void BucketMeans(long first, ReadOnlySpan<float> mean);
