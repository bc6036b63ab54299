namespace FederatedSecure.Rounds.Machine;

/// <summary>The mean of an opened bucket that goes into a round.</summary>
/// <param name="Bucket">Index of the bucket.</param>
/// <param name="Weight">What it counts, positive.</param>
public readonly record struct BucketInput(int Bucket, double Weight);
