namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion.Analytic;

/// <summary>
/// Reads inputs off the gradients of a linear layer z = W·x + b, without a search: ∂L/∂Wᵢ = ∂L/∂zᵢ·x and ∂L/∂bᵢ = ∂L/∂zᵢ, so that
/// x = (∂L/∂Wᵢ)/(∂L/∂bᵢ) for every i with a gradient (Phong, Aono, Hayashi, Wang and Moriai, IEEE TIFS 2018, section 3; Geiping,
/// Bauermeister, Dröge and Moeller, NeurIPS 2020, proposition 3.1).
/// </summary>
/// <remarks>
/// Exact for one record. In a sum over several, row i gives their mean weighted by ∂L/∂zᵢ: a record itself where it is the only one
/// that moves the neuron, as behind ReLU. Scale and sign cancel, so that an update of one step serves as well as its gradient.
/// </remarks>
internal static class LinearInversion
{
    /// <summary>Label and record from the gradients of a softmax layer with cross-entropy, where ∂L/∂b = softmax(z) − onehot(y).</summary>
    /// <param name="weights">∂L/∂W: a row for each class.</param>
    /// <param name="biases">∂L/∂b.</param>
    /// <returns>
    /// The class whose bias gradient is the most negative one, and the record that its row gives: no other |∂L/∂bᵢ| is larger, since they
    /// sum to zero. Null where no bias gradient is negative: the model was certain, and tells nothing.
    /// </returns>
    public static (int Label, double[] Record)? OfSoftmax(IReadOnlyList<double[]> weights, ReadOnlySpan<double> biases)
    {
        var label = 0;
        for (var i = 1; i < biases.Length; i++)
        {
            label = biases[i] < biases[label] ? i : label;
        }

        var bias = biases[label];
        return bias < 0 ? (label, [.. weights[label].Select(weight => weight / bias)]) : null;
    }

    /// <summary>What each row of a first layer gives, brought into the range of pixels; rows without a gradient give nothing.</summary>
    /// <param name="weights">∂L/∂W, or a multiple of it, row after row.</param>
    /// <param name="biases">∂L/∂b, or the same multiple of it.</param>
    public static IReadOnlyList<float[]> Candidates(ReadOnlySpan<float> weights, ReadOnlySpan<float> biases)
    {
        var inputs = weights.Length / biases.Length;
        var candidates = new List<float[]>();
        for (var i = 0; i < biases.Length; i++)
        {
            if (biases[i] == 0)
            {
                continue;
            }

            var candidate = weights.Slice(i * inputs, inputs).ToArray();
            foreach (ref var value in candidate.AsSpan())
            {
                value = Math.Clamp(value / biases[i], 0, 1);
            }

            candidates.Add(candidate);
        }

        return candidates;
    }
}
