using FederatedSecure.Numerics;

namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// The previous global step with decaying noise, s·Δ_{t−1} + σ·t^(−γ)·N(0, 1): pretends to have trained. Δ from Lin, Du and Liu,
/// "Free-riders in federated learning" (2019); the noise of a disguised free-rider from Fraboni, Vidal and Lorenzi, "Free-rider
/// attacks on model aggregation in federated learning" (AISTATS 2021).
/// </summary>
/// <remarks>
/// Does not hurt the model much; takes it without giving anything. In the first round, without a previous step, only the noise is sent.
/// Knows: how the global model moved, which every site does; needs no data.
/// </remarks>
/// <example>Δ = (0.5, −1), s = 1, σ = 0: (0.5, −1) is sent.</example>
public sealed class FreeRider : IPoisoner
{
    private readonly double _scale;
    private readonly double _sigma;
    private readonly double _decay;

    /// <param name="scale">s: how much of the previous step; 0 for Fraboni et al.</param>
    /// <param name="sigma">σ: standard deviation of the noise in round 1, 0 or more.</param>
    /// <param name="decay">γ: how fast the noise decays, 0 or more.</param>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public FreeRider(double scale = 1, double sigma = 0, double decay = 1)
    {
        _scale = Check.Finite(scale, nameof(scale));
        _sigma = Check.NotNegative(sigma, nameof(sigma));
        _decay = Check.NotNegative(decay, nameof(decay));
    }

    /// <inheritdoc/>
    public AttackerKnowledge Needs => AttackerKnowledge.GlobalDelta;

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context)
    {
        var step = context.PreviousDelta is { } delta ? Array.ConvertAll(delta, value => _scale * value) : new double[context.Dimension];
        if (_sigma == 0)
        {
            return [step];
        }

        var deviation = _sigma * Math.Pow(context.Round, -_decay);
        return [.. Enumerable.Range(0, Math.Max(context.Attackers, 1)).Select(_ =>
            Array.ConvertAll(step, value => value + (deviation * context.Random.NextGaussian())))];
    }
}
