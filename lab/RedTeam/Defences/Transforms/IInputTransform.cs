using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Transforms;

/// <summary>A defence that changes inputs before the model sees them.</summary>
internal interface IInputTransform
{
    /// <summary>Its name with its parameters, as "bit depth 1".</summary>
    string Name { get; }

    /// <summary>The changed inputs, [n, channels, height, width] with values from 0 to 1. Need not be differentiable.</summary>
    Tensor Apply(Tensor inputs);
}
