using System.Collections.Immutable;

namespace FederatedSecure.Lab.RedTeam.Backdoors.Activations;

/// <summary>
/// Activation clustering: what the last hidden layer makes of the records of one class, reduced to 10 principal components and split in
/// two. A backdoor's records form a small cluster of their own, far from the others (Chen et al., SafeAI 2019).
/// </summary>
/// <remarks>
/// A class is suspicious where the smaller cluster holds less than 35 % of it and the silhouette is above 0.10, as in ART. A class that
/// simply has two kinds of records looks the same: a person looks at the smaller cluster. It needs the training records themselves, so in
/// a federation each client runs it on its own.
/// </remarks>
/// <param name="Smaller">The records of the smaller cluster, by their place among those of the class.</param>
/// <param name="Records">Records of the class.</param>
/// <param name="Silhouette">Of the two clusters; NaN where there is just one.</param>
internal sealed record ActivationClustering(ImmutableArray<int> Smaller, int Records, double Silhouette)
{
    private const int Dimensions = 10;
    private const double LargestSuspiciousPart = 0.35;
    private const double SmallestSuspiciousSilhouette = 0.10;

    /// <summary>Part of the class that the smaller cluster holds.</summary>
    public double SmallerPart => (double)Smaller.Length / Records;

    /// <summary>Whether somebody should look at the smaller cluster.</summary>
    public bool IsSuspicious => SmallerPart < LargestSuspiciousPart && Silhouette > SmallestSuspiciousSilhouette;

    /// <summary>Clusters the records of one class.</summary>
    /// <param name="activations">One row a record, at least two.</param>
    /// <param name="seed">Where clusters start.</param>
    public static ActivationClustering Of(double[][] activations, ulong seed)
    {
        var reduced = PrincipalComponents.Of(activations, Dimensions).Scores;
        var clusters = TwoMeans.Of(reduced, seed);
        var smaller = clusters.Count(cluster => cluster) * 2 <= clusters.Length;
        return new ActivationClustering(
            [.. Enumerable.Range(0, clusters.Length).Where(i => clusters[i] == smaller)], activations.Length, Activations.Silhouette.Of(reduced, clusters));
    }
}
