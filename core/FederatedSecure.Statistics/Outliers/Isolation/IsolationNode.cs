namespace FederatedSecure.Statistics.Outliers.Isolation;

/// <summary>A node of an isolation tree.</summary>
/// <param name="Feature">Which value decides; −1 in a leaf.</param>
/// <param name="Threshold">Smaller values go left. In a leaf, the path length of who ends there.</param>
/// <param name="Left">Place of the left child.</param>
/// <param name="Right">Place of the right child.</param>
public readonly record struct IsolationNode(int Feature, double Threshold, int Left, int Right);
