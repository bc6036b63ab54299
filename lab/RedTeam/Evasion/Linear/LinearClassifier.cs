namespace FederatedSecure.Lab.RedTeam.Evasion.Linear;

/// <summary>Logits z = W·x + b, in double: the model whose attacks have closed forms.</summary>
/// <param name="W">One row a class.</param>
/// <param name="B">One number a class.</param>
internal sealed record LinearClassifier(double[][] W, double[] B)
{
    /// <summary>Number of classes.</summary>
    public int Classes => B.Length;

    /// <summary>W·x + b.</summary>
    public double[] Logits(double[] x) => [.. W.Select((row, k) => B[k] + Dot(row, x))];

    /// <summary>The class of the highest logit; of several the first.</summary>
    public int Decide(double[] x)
    {
        var logits = Logits(x);
        return Array.IndexOf(logits, logits.Max());
    }

    /// <summary>−log softmax(z)_y.</summary>
    public double CrossEntropy(double[] x, int y) => LogitLosses.CrossEntropy(Logits(x), y);

    /// <summary>The gradient of the cross-entropy in x: Σ_k p_k·(w_k − w_y), which is exact also where p_y rounds to 1.</summary>
    public double[] Gradient(double[] x, int y)
    {
        var logits = Logits(x);
        var highest = logits.Max();
        var weights = logits.Select(z => Math.Exp(z - highest)).ToArray();
        var sum = weights.Sum();
        return [.. x.Select((_, j) => weights.Select((weight, k) => weight / sum * (W[k][j] - W[y][j])).Sum())];
    }

    /// <summary>w_t − w_y: what the boundary between two classes is orthogonal to.</summary>
    public double[] Normal(int y, int t) => [.. W[t].Zip(W[y], (other, own) => other - own)];

    public static double Dot(double[] a, double[] b) => a.Zip(b, (left, right) => left * right).Sum();
}
