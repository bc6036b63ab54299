using FederatedSecure.Statistics.Outliers.Isolation;

namespace FederatedSecure.Statistics.Reference;

/// <summary>An isolation forest as numbers: each tree is its nodes, and each node feature, threshold, left and right child.</summary>
/// <param name="Subsample">ψ of its trees.</param>
/// <param name="Trees">The trees; features of −1 are leaves.</param>
/// <param name="UnusualAbove">The score that one in a hundred reference records exceeds which the forest was not grown on.</param>
public sealed record ReferenceForest(int Subsample, double[][] Trees, double UnusualAbove)
{
    /// <summary>Writes a forest down.</summary>
    public static ReferenceForest Of(IsolationForest forest, double unusualAbove) => new(
        forest.Subsample,
        [.. forest.Trees.Select(tree => tree.SelectMany(node => new[] { node.Feature, node.Threshold, node.Left, node.Right }).ToArray())],
        unusualAbove);

    /// <summary>Grows it back.</summary>
    /// <param name="columns">Values in one record.</param>
    /// <exception cref="ArgumentException">The numbers are no forest.</exception>
    public IsolationForest ToForest(int columns) => IsolationForest.From(
        [.. Trees.Select(tree => tree.Chunk(4).Select(node => node.Length == 4
            ? new IsolationNode((int)node[0], node[1], (int)node[2], (int)node[3])
            : throw new ArgumentException("A node is four numbers.")).ToArray())],
        columns,
        Subsample);
}
