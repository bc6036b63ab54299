using System.Globalization;

namespace FederatedSecure.Privacy;

/// <summary>
/// Noise that sites add in shares: each rounds its clipped vector to multiples of γ at random, adds discrete noise of its own,
/// and only the sum is opened. What the sum promises if all shares arrive.
/// </summary>
/// <remarks>
/// Guaranteed, at the level of a site: against everybody who sees the sums only, by Rényi bounds of whole orders. Assumed:
/// all sites add their noise, and nobody opens single vectors. Sites that drop out take their noise with them: account with
/// the number that arrived. Sites that collude know their own noise: account with the others' number.
/// </remarks>
public sealed record DistributedNoise
{
    /// <summary>As in the authors' code: 2 to 128, and 256.</summary>
    private static readonly int[] Orders = [.. Enumerable.Range(2, 127), 256];
    private readonly double _inflation;

    /// <param name="mechanism">The kind of noise.</param>
    /// <param name="localStandardDeviation">σ of one site's noise, in units of the vector, above 0.</param>
    /// <param name="clients">n, the number of shares in a sum, 1 or more.</param>
    /// <param name="clip">c, the L2 norm to which a site clips, above 0.</param>
    /// <param name="beta">β: rounding is repeated until the norm is within the bound, which happens with a probability of at least 1 − β; from 0 (never repeated) to below 1.</param>
    /// <param name="dimension">d, the length of the vector.</param>
    /// <param name="granularity">γ, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public DistributedNoise(
        DistributedMechanism mechanism, double localStandardDeviation, long clients, double clip, double beta, long dimension, double granularity)
    {
        Mechanism = mechanism;
        LocalStandardDeviation = Require.Positive(localStandardDeviation, nameof(localStandardDeviation));
        Clip = Require.Positive(clip, nameof(clip));
        Granularity = Require.Positive(granularity, nameof(granularity));
        ArgumentOutOfRangeException.ThrowIfLessThan(clients, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        (Clients, Dimension) = (clients, dimension);
        Beta = beta is >= 0 and < 1
            ? beta
            : throw new ArgumentOutOfRangeException(nameof(beta), beta, "β must lie from 0 to below 1; e^−0.5 is usual.");
        if (mechanism == DistributedMechanism.DiscreteGaussian && localStandardDeviation / granularity < 0.5)
        {
            throw new ArgumentOutOfRangeException(nameof(localStandardDeviation), string.Create(
                CultureInfo.InvariantCulture,
                $"The noise of a site must be at least half of the granularity ({granularity / 2}), or sums of it are no longer close to a discrete Gaussian; {localStandardDeviation} was given. Take more noise or a finer granularity."));
        }

        _inflation = Inflation(localStandardDeviation / granularity, clients);
    }

    /// <summary>The kind of noise.</summary>
    public DistributedMechanism Mechanism { get; }

    /// <summary>σ of one site's noise.</summary>
    public double LocalStandardDeviation { get; }

    /// <summary>n.</summary>
    public long Clients { get; }

    /// <summary>c.</summary>
    public double Clip { get; }

    /// <summary>β.</summary>
    public double Beta { get; }

    /// <summary>d.</summary>
    public long Dimension { get; }

    /// <summary>γ.</summary>
    public double Granularity { get; }

    /// <summary>
    /// A bound on the L2 norm after rounding: min(c + γ√d, √(c² + γ²d/4 + √(2·ln(1/β))·γ·(c + γ√d/2))) (Kairouz, Liu and Steinke,
    /// "The distributed discrete Gaussian mechanism for federated learning with secure aggregation", 2021, theorem 1); with
    /// β = 0, the first.
    /// </summary>
    public double RoundedL2
    {
        get
        {
            var root = Granularity * Math.Sqrt(Dimension);
            var worst = Clip + root;
            return Beta == 0
                ? worst
                : Math.Min(worst, Math.Sqrt((Clip * Clip) + (root * root / 4) + (Math.Sqrt(-2 * Math.Log(Beta)) * Granularity * (Clip + (root / 2)))));
        }
    }

    /// <summary>A bound on the L1 norm after rounding: L1 ≤ √d·L2, and whole numbers are at most their squares.</summary>
    public double RoundedL1 => RoundedL2 * Math.Min(Math.Sqrt(Dimension), RoundedL2 / Granularity);

    /// <summary>
    /// RDP of one sum. Discrete Gaussian: proposition 14 of Kairouz et al. with τ of theorem 1. Skellam: theorem 3.5 of
    /// Agarwal, Kairouz and Liu, "The Skellam mechanism for differentially private federated learning", 2021.
    /// </summary>
    /// <param name="order">α, whole, 2 or more.</param>
    public double Divergence(int order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 2);
        return Mechanism == DistributedMechanism.DiscreteGaussian ? DiscreteGaussianDivergence(order) : SkellamDivergence(order);
    }

    /// <summary>
    /// RDP where every site takes part in a sum with probability q: Zhu and Wang, "Poisson subsampled Rényi differential
    /// privacy", 2019, theorem 5, which holds for every mechanism.
    /// </summary>
    /// <param name="order">α, whole, 2 or more.</param>
    /// <param name="samplingRate">q, above 0 and at most 1.</param>
    public double Divergence(int order, double samplingRate)
    {
        var q = Require.SamplingRate(samplingRate, nameof(samplingRate));
        var plain = Divergence(order);
        if (q == 1)
        {
            return plain;
        }

        // ln of (1−q)^(α−1)·(αq − q + 1) + C(α,2)q²(1−q)^(α−2)·e^ε(2) + 3·Σ_{l ≥ 3} C(α,l)(1−q)^(α−l)q^l·e^((l−1)ε(l)).
        var (log, logRest) = (Math.Log(q), SpecialFunctions.Log1p(-q));
        var sum = ((order - 1) * logRest) + SpecialFunctions.Log1p((order - 1) * q);
        var logBinomial = 0.0;
        for (var l = 1; l <= order; l++)
        {
            logBinomial += Math.Log((double)(order - l + 1) / l);
            if (l >= 2)
            {
                var term = logBinomial + (l * log) + ((order - l) * logRest) + ((l - 1) * Divergence(l));
                sum = SpecialFunctions.LogAdd(sum, l == 2 ? term : term + Math.Log(3));
            }
        }

        return Math.Min(plain, Math.Max(0, sum) / (order - 1));
    }

    /// <summary>ε of many sums at a δ, and the order that gave it.</summary>
    /// <param name="samplingRate">q, above 0 and at most 1.</param>
    /// <param name="steps">T, 0 or more.</param>
    /// <param name="delta">δ, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public EpsilonBounds Epsilon(double samplingRate, long steps, double delta)
    {
        Require.SamplingRate(samplingRate, nameof(samplingRate));
        Require.Delta(delta, nameof(delta));
        return Require.Steps(steps, nameof(steps)) == 0
            ? new EpsilonBounds(0, 0)
            : Orders
                .Select(order => new EpsilonBounds(RenyiConversion.Epsilon(order, steps * Divergence(order, samplingRate), delta), 0, order))
                .MinBy(bounds => bounds.Upper);
    }

    private double DiscreteGaussianDivergence(int order)
    {
        var central = Math.Sqrt(Clients) * LocalStandardDeviation;
        var (l1, l2, tau, d) = (RoundedL1 / central, RoundedL2 / central, _inflation, (double)Dimension);
        return Math.Min(
            (order / 2.0 * l2 * l2) + (tau * d),
            order / 2.0 * Math.Min((l2 * l2) + (2 * l1 * tau) + (tau * tau * d), Math.Pow(l2 + (Math.Sqrt(d) * tau), 2)));
    }

    private double SkellamDivergence(int order)
    {
        // In multiples of γ.
        var variance = Clients * Math.Pow(LocalStandardDeviation / Granularity, 2);
        var (l1, squared) = (RoundedL1 / Granularity, Math.Pow(RoundedL2 / Granularity, 2));
        return (order * squared / (2 * variance))
            + Math.Min(((((2.0 * order) - 1) * squared) + (6 * l1)) / (4 * variance * variance), 3 * l1 / (2 * variance));
    }

    /// <summary>τ = 10·Σ_{k=1}^{n−1} e^(−2π²(σ/γ)²·k/(k+1)): how far a sum of discrete Gaussians is from one.</summary>
    private static double Inflation(double ratio, long clients)
    {
        const int most = 100_000;
        var exponent = -2 * Math.PI * Math.PI * ratio * ratio;
        var (sum, last) = (0.0, Math.Min(clients - 1, most));
        for (var k = 1L; k <= last; k++)
        {
            sum += Math.Exp(exponent * k / (k + 1));
        }

        // The terms fall: what follows is at most the last one each.
        return 10 * (sum + ((clients - 1 - last) * Math.Exp(exponent * last / (last + 1))));
    }
}
