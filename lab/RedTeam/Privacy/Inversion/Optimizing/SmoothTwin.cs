using FederatedSecure.Models;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion.Optimizing;

/// <summary>
/// The same network with tanh in the place of ReLU and averages in that of maxima: as many parameters, and a gradient that changes smoothly
/// with the records, which is what searches need. Zhu et al. (NeurIPS 2019, section 4) change their networks in the same way.
/// </summary>
internal static class SmoothTwin
{
    /// <summary>The twin; equal to the network itself where that is smooth already.</summary>
    public static ModelSpec Of(ModelSpec spec) => ModelSpec.Create(spec.Input, [.. spec.Layers.Select(layer => layer switch
    {
        ReluLayer => new TanhLayer(),
        MaxPool2dLayer pool => new AvgPool2dLayer(pool.Kernel, pool.Stride, pool.Padding),
        _ => layer,
    })]);
}
