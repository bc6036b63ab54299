using FederatedSecure.Lab.RedTeam.Defences.Squeezing;
using FederatedSecure.Lab.RedTeam.Evasion;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Transforms;

/// <summary><see cref="BitDepth"/> on pictures.</summary>
/// <param name="bits">1 to 23, as many as a float tells apart. The authors take 1 for digits, 4 or 5 for photographs.</param>
internal sealed class BitDepthTransform(int bits) : IInputTransform
{
    /// <inheritdoc/>
    public string Name => $"bit depth {bits}";

    /// <inheritdoc/>
    public Tensor Apply(Tensor inputs) => inputs.Times(BitDepth.Levels(bits)).round().Times(1 / BitDepth.Levels(bits));
}
