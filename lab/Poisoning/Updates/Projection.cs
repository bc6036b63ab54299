using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Poisoning.Updates;

/// <summary>
/// Projection onto the ball of radius ε around the global model: u ← u·min(1, ε/‖u‖). The constrain of PGD backdoors, which keeps below
/// bounds on norms (Sun et al. 2019; Wang et al., NeurIPS 2020).
/// </summary>
/// <remarks>Projected once, after training, where the papers project after every local epoch: with one local epoch it is the same.</remarks>
/// <param name="radius">ε, above 0.</param>
/// <example>ε = 1: (3, 4) becomes (0.6, 0.8), (0.3, 0.4) stays.</example>
internal sealed class Projection(double radius) : IUpdatePoison
{
    public float[] Poison(float[] update, SiteView view)
    {
        var norm = Math.Sqrt(VectorKernels.SquaredNorm(update));
        var scale = norm > radius ? radius / norm : 1;
        return Array.ConvertAll(update, value => (float)(scale * value));
    }
}
