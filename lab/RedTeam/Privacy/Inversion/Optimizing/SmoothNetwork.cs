using FederatedSecure.Learning.Data;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion.Optimizing;

/// <summary>
/// The worst case for searches: a small convolutional network with tanh and strides, without kinks and pooling, as Zhu et al. (NeurIPS 2019,
/// section 4) change theirs. Its gradient changes smoothly with the records, which is what a search needs to find them.
/// </summary>
internal static class SmoothNetwork
{
    private const int Channels = 12;

    /// <summary>The network for pictures of these.</summary>
    /// <param name="data">Pictures, at least 8×8.</param>
    public static ModelSpec For(DataSet data) => ModelSpec.Create(
        data.FeatureShape,
        [
            new Conv2dLayer(Channels, Kernel: 5, Stride: 2, Padding: 2), new TanhLayer(),
            new Conv2dLayer(Channels, Kernel: 5, Stride: 2, Padding: 2), new TanhLayer(),
            new FlattenLayer(), new LinearLayer(data.Classes), new SoftmaxHeadLayer(data.Classes),
        ]);
}
