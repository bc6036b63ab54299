using FederatedSecure.Lab.RedTeam.Evasion;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Detectors;

/// <summary>
/// Local intrinsic dimensionality, −((1/k) Σᵢ ln(rᵢ/r_k))⁻¹ with rᵢ the distances to the k nearest of a batch of clean records (Ma et al., ICLR 2018,
/// eq. 4): adversarial inputs lie where neighbours are in all directions. Of the last hidden layer only.
/// </summary>
/// <remarks>The records that are scored must not be among the clean ones, else their nearest is themselves.</remarks>
/// <param name="clean">Representations of clean records, [m, features], m > k; taken over.</param>
/// <param name="neighbours">k.</param>
internal sealed class LocalDimensionDetector(Tensor clean, int neighbours = 20) : IFeatureDetector, IDisposable
{
    /// <summary>Clean records of a batch, as the paper has it.</summary>
    public const int BatchSize = 100;

    private const double Tiny = 1e-12;
    private readonly Tensor _clean = clean.unsqueeze(0).DetachFromDisposeScope();

    /// <inheritdoc/>
    public string Name => "lid";

    /// <inheritdoc/>
    public Tensor Score(Tensor representations)
    {
        // Squared distances have half the logarithm's slope; their root would have none at 0.
        var squared = representations.unsqueeze(1).sub(_clean).Squared().sum([2L]).Plus(Tiny);
        var nearest = squared.topk(neighbours, dim: 1, largest: false).values;
        var ratios = nearest.log().sub(nearest.amax([1L]).log().unsqueeze(1)).Times(0.5);
        return ratios.mean([1L]).AtMost(-Tiny).reciprocal().neg();
    }

    /// <inheritdoc/>
    public void Dispose() => _clean.Dispose();
}
