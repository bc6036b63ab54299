using FederatedSecure.Models;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion.Analytic;

/// <summary>Where the first layer's weights and biases lie in an update, for models whose first layer sees the whole record.</summary>
/// <param name="Weights">Offset of the weights.</param>
/// <param name="Biases">Offset of the biases.</param>
/// <param name="Inputs">Values of a record.</param>
/// <param name="Outputs">Neurons.</param>
internal readonly record struct FirstLinearLayer(int Weights, int Biases, int Inputs, int Outputs)
{
    /// <summary>The layer; null where the record goes through something else first (a convolution, a norm), or the layer has no bias.</summary>
    public static FirstLinearLayer? Of(ModelSpec spec)
    {
        var index = spec.Layers[0] is FlattenLayer ? 1 : 0;
        if (spec.Layers[index] is not LinearLayer { Bias: true } linear)
        {
            return null;
        }

        var inputs = spec.Shapes[index][0];
        return new FirstLinearLayer(0, linear.Out * inputs, inputs, linear.Out);
    }

    /// <summary>What an update, or a sum of updates, gives away of its records.</summary>
    public IReadOnlyList<float[]> Invert(ReadOnlySpan<float> update) =>
        LinearInversion.Candidates(update.Slice(Weights, Outputs * Inputs), update.Slice(Biases, Outputs));
}
