namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// The same number in every coordinate. Zeros are the plainest free-rider (Fraboni et al. 2021); infinities and NaN test whether a server
/// looks at what it is sent: a rule that adds them up loses the model, and comparisons with NaN are false both ways.
/// </summary>
/// <remarks>Knows: nothing.</remarks>
/// <example>Zero in three coordinates: (0, 0, 0).</example>
public sealed class ConstantVector : IPoisoner
{
    private readonly double _value;

    /// <param name="value">The number; it need not be finite.</param>
    public ConstantVector(double value) => _value = value;

    /// <inheritdoc/>
    public AttackerKnowledge Needs => AttackerKnowledge.None;

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context)
    {
        var vector = new double[context.Dimension];
        Array.Fill(vector, _value);
        return [vector];
    }
}
