namespace FederatedSecure.Aggregation.Points;

/// <summary>What inner products are taken about.</summary>
internal enum GramReference
{
    /// <summary>The zero vector.</summary>
    Origin,

    /// <summary>The coordinate-wise median of the inputs: near the honest ones, wherever the others are.</summary>
    Median,
}
