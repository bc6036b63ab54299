namespace FederatedSecure.Lab.RedTeam.Extraction;

/// <summary>
/// Reads a linear or logistic model off d + 1 answers (Tramèr, Zhang, Juels, Reiter and Ristenpart, USENIX Security 2016, section 4.1): log p_c −
/// log p_0 is linear in the input, so that the answer to 0 gives the biases, and the answer to each unit vector one column of weights.
/// </summary>
/// <remarks>
/// Guaranteed for models that are linear up to the softmax and show probabilities: the same decisions and probabilities everywhere, to the
/// precision of the answers. Weights and biases come out less those of class 0, which a softmax does not show. Of a model that is not
/// linear it gives the plane through these points, which says little about it.
/// </remarks>
internal static class EquationSolving
{
    private const float Least = 1e-30f;

    /// <summary>The model: a row of weights for each class, less those of class 0, and its biases.</summary>
    /// <param name="oracle">Shows probabilities; is asked d + 1 times.</param>
    /// <exception cref="ArgumentException">It shows decisions only, which do not determine a model.</exception>
    public static (double[][] Weights, double[] Biases) Solve(Oracle oracle)
    {
        if (oracle.LabelsOnly)
        {
            throw new ArgumentException("Decisions alone do not give equations: equation solving needs probabilities.", nameof(oracle));
        }

        var (inputs, classes) = (oracle.InputLength, oracle.Classes);
        var biases = Relative(oracle.Ask(new float[inputs]), 0, classes);
        var units = new float[inputs * inputs];
        for (var i = 0; i < inputs; i++)
        {
            units[(i * inputs) + i] = 1;
        }

        var answers = oracle.Ask(units);
        var weights = Enumerable.Range(0, classes).Select(_ => new double[inputs]).ToArray();
        for (var i = 0; i < inputs; i++)
        {
            var row = Relative(answers, i, classes);
            for (var c = 0; c < classes; c++)
            {
                weights[c][i] = row[c] - biases[c];
            }
        }

        return (weights, biases);
    }

    /// <summary>What the copy decides for each input.</summary>
    public static int[] Decide((double[][] Weights, double[] Biases) model, ReadOnlySpan<float> inputs)
    {
        var length = model.Weights[0].Length;
        var decisions = new int[inputs.Length / length];
        for (var i = 0; i < decisions.Length; i++)
        {
            var best = double.NegativeInfinity;
            for (var c = 0; c < model.Biases.Length; c++)
            {
                var score = model.Biases[c];
                for (var j = 0; j < length; j++)
                {
                    score += model.Weights[c][j] * inputs[(i * length) + j];
                }

                if (score > best)
                {
                    (best, decisions[i]) = (score, c);
                }
            }
        }

        return decisions;
    }

    private static double[] Relative(float[] answers, int row, int classes)
    {
        var logarithms = new double[classes];
        for (var c = 0; c < classes; c++)
        {
            logarithms[c] = Math.Log(Math.Max(answers[(row * classes) + c], Least)) - Math.Log(Math.Max(answers[row * classes], Least));
        }

        return logarithms;
    }
}
