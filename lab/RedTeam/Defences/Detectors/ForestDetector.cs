using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Statistics.Outliers.Isolation;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Detectors;

/// <summary>The score of an <see cref="IsolationForest"/> that was grown on clean representations.</summary>
/// <remarks>No gradient passes a forest; who knows it goes for the Mahalanobis distance instead, which is small where the forest sees nothing.</remarks>
/// <param name="forest">The forest.</param>
/// <param name="slope">What an attacker makes small instead.</param>
internal sealed class ForestDetector(IsolationForest forest, IFeatureDetector slope) : IFeatureDetector
{
    /// <inheritdoc/>
    public string Name => "isolation-forest";

    /// <inheritdoc/>
    public Tensor Score(Tensor representations) =>
        tensor(Array.ConvertAll(forest.Scores(representations.ToValues()), score => (float)score));

    /// <inheritdoc/>
    public Tensor Slope(Tensor representations) => slope.Slope(representations);
}
