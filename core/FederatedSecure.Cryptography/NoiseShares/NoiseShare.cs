using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FederatedSecure.Privacy;

namespace FederatedSecure.Cryptography.NoiseShares;

/// <summary>
/// One site's share of the noise that a bucket's sum carries, checked. A site clips its update x to the L2 norm C and its coordinates
/// to ±r, rounds it at random to multiples of γ until ‖z‖γ is within a bound (<see cref="DistributedNoise.RoundedL2"/>), and
/// sends v = z + y + H, with y whole-number noise of deviation σ/γ. A sum over n sites decodes as γ·(Σv − nH).
/// </summary>
/// <remarks>
/// <para>Guaranteed, at the level of a site: everything that is opened of the updates of a job with as many rounds as the terms say is
/// (ε, δ)-differentially private in a site's whole update, replaced by zero. Assumed: of every bucket of k or more sites at
/// least k − c, the protected one among them, add their noise and keep it to themselves; nobody opens anything but sums over such
/// buckets, each site in one a round. Not covered: what travels beside the update.</para>
/// <para>No number wraps around: |z| + |y| ≤ H at every site. Noise above its <see cref="Reach"/> is drawn anew, which happens with
/// a probability of at most 2^−100 for a whole vector and is counted: δ is reckoned a thousandth smaller, which must be more
/// than (1 + e^ε) times that.</para>
/// <para>Kairouz, Liu and Steinke, "The distributed discrete Gaussian mechanism for federated learning with secure
/// aggregation", 2021, algorithms 1 and 2, without their rotation and without their modular wrap-around; Agarwal, Kairouz and Liu,
/// "The Skellam mechanism for differentially private federated learning", 2021.</para>
/// </remarks>
public sealed class NoiseShare
{
    /// <summary>The largest β: above, rounding would have to be repeated too often.</summary>
    public const double LargestBeta = 0.9;

    /// <summary>The largest ε that counts as a promise.</summary>
    public const double LargestEpsilon = 30;

    /// <summary>The most rounds of a promise.</summary>
    public const int MostRounds = 1_000_000;

    /// <summary>The smallest and the largest noise in multiples of γ: below, sums are not close to a discrete Gaussian; above, γ is needlessly fine.</summary>
    public const double SmallestRatio = 0.5, LargestRatio = 1 << 17;

    /// <summary>log2 of a bound on the probability that any noise of one site's vector is drawn anew because it does not fit.</summary>
    public const double TailLog2 = -100;

    private const double DeltaForTails = 1e-3;

    // Logarithms differ by a last bit between machines.
    private const double Rounding = 1 + 1e-6;

    private static readonly int[] Orders = [.. Enumerable.Range(2, 127), 256];

    /// <summary>RDP of the sum over one bucket, by orders.</summary>
    private readonly double[] _divergences;

    private NoiseShare(NoiseTerms terms, NoiseRequest request)
    {
        (Terms, Request) = (terms, request);
        Reach = ReachOf(terms.Mechanism, Ratio, request.Values);
        RoundedNorm = Sum(1).RoundedL2;
        // More shares mean more noise, but also more distance between their sum and a discrete Gaussian: the worst number counts.
        _divergences = new double[Orders.Length];
        for (var shares = Shares; shares <= request.LargestBucket; shares++)
        {
            var sum = Sum(shares);
            for (var i = 0; i < Orders.Length; i++)
            {
                _divergences[i] = Math.Max(_divergences[i], sum.Divergence(Orders[i]));
            }
        }
    }

    /// <summary>The terms.</summary>
    public NoiseTerms Terms { get; }

    /// <summary>What the noise is added to.</summary>
    public NoiseRequest Request { get; }

    /// <summary>k − c: shares of noise in any opened sum.</summary>
    public int Shares => Request.BucketSize - Terms.Colluding;

    /// <summary>The largest noise in a coordinate, in multiples of γ.</summary>
    public long Reach { get; }

    /// <summary>What the L2 norm of an update is at most after rounding, in units of the update: the sensitivity of a sum.</summary>
    public double RoundedNorm { get; }

    /// <summary>The same in multiples of γ, squared: what the sum of squares of whole numbers is held against.</summary>
    internal UInt128 RoundedSquares => (UInt128)Math.Pow(RoundedNorm / Terms.Granularity, 2);

    /// <summary>σ/γ.</summary>
    internal double Ratio => Terms.Deviation / Terms.Granularity;

    /// <summary>Checks terms.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="request">What the noise is added to.</param>
    /// <param name="share">The share.</param>
    /// <param name="problem">What is wrong, and what to change.</param>
    public static bool TryCreate(
        NoiseTerms terms, NoiseRequest request, [NotNullWhen(true)] out NoiseShare? share, [NotNullWhen(false)] out string? problem)
    {
        share = null;
        problem = request.Problem() ?? Problem(terms, request);
        if (problem is not null)
        {
            return false;
        }

        var made = new NoiseShare(terms, request);
        problem = made.ProblemOfRoom() ?? made.ProblemOfPromise();
        share = problem is null ? made : null;
        return problem is null;
    }

    /// <summary>ε, at the terms' δ, of so many rounds: an upper bound; ∞ where it is too large to be one.</summary>
    /// <param name="rounds">Rounds in which the site's update was in an opened sum.</param>
    public double Epsilon(int rounds)
    {
        if (rounds == 0)
        {
            return 0;
        }

        var delta = Terms.Delta * (1 - DeltaForTails);
        var epsilon = Orders.Zip(_divergences, (order, divergence) => RenyiConversion.Epsilon(order, rounds * divergence, delta)).Min();
        var tails = (1 + Math.Exp(epsilon)) * Math.ScaleB(1, (int)TailLog2) * Request.LargestBucket * rounds;
        return tails <= Terms.Delta * DeltaForTails ? epsilon : double.PositiveInfinity;
    }

    /// <summary>The real sums that whole-number sums stand for: γ·(Σv − nH).</summary>
    /// <param name="sums">Σv.</param>
    /// <param name="members">n.</param>
    /// <param name="values">Receives the sums.</param>
    public void Decode(ReadOnlySpan<ulong> sums, int members, Span<double> values)
    {
        var zero = (long)members * Request.Middle;
        for (var i = 0; i < sums.Length; i++)
        {
            values[i] = ((long)sums[i] - zero) * Terms.Granularity;
        }
    }

    /// <summary>What the L2 norm of a sum over honest sites is at most, but for a probability of 2^−64.</summary>
    /// <remarks>
    /// Noise: σ²n·(d + 2√(dt) + 2t) bounds its squared norm but for e^−t where it is sub-Gaussian (Hsu, Kakade and Zhang, 2012), as
    /// the discrete Gaussian is. Skellam has heavier tails; twice the norm leaves them room.
    /// </remarks>
    /// <param name="members">n.</param>
    public double LargestNorm(int members)
    {
        const double t = 64 * 0.6931471805599453;
        var (d, factor) = ((double)Request.Values, Terms.Mechanism == DistributedMechanism.Skellam ? 2 : 1);
        // The deviation is rounded up to a fraction that the sampler takes.
        return (members * RoundedNorm) + (factor * 1.001 * Terms.Deviation * Math.Sqrt(members * (d + (2 * Math.Sqrt(d * t)) + (2 * t))));
    }

    /// <summary>The largest noise T in any of d coordinates but for a probability of 2^−100: the smallest whole T with d·P(|y| > T) ≤ 2^−100.</summary>
    /// <remarks>
    /// Discrete Gaussian: P(|y| ≥ λ) ≤ 2·e^(−λ²/2σ²) (Canonne et al. 2020, corollary 17). Skellam of variance μ: Chernoff,
    /// P(|y| ≥ λ) ≤ 2·exp(√(μ² + λ²) − μ − λ·arsinh(λ/μ)).
    /// </remarks>
    internal static long ReachOf(DistributedMechanism mechanism, double ratio, long values)
    {
        if (mechanism == DistributedMechanism.DiscreteGaussian)
        {
            return (long)Math.Floor(ratio * NormalReach(values));
        }

        var (enough, variance) = (LogTail(values), ratio * ratio);
        var (low, high) = (0L, 1L);
        while (!IsEnough(high))
        {
            (low, high) = (high, 2 * high);
        }

        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = IsEnough(middle) ? (low, middle) : (middle, high);
        }

        return high;

        // √(μ² + λ²) − μ without the cancellation.
        bool IsEnough(double size) =>
            (size * Math.Asinh(size / variance)) - (size * size / (Math.Sqrt((variance * variance) + (size * size)) + variance)) >= enough;
    }

    /// <summary>λ/σ at which a sub-Gaussian tail is small enough.</summary>
    internal static double NormalReach(long values) => Math.Sqrt(2 * LogTail(values));

    private static double LogTail(long values) => (-TailLog2 * Math.Log(2)) + Math.Log(2.0 * values);

    private static string? Problem(NoiseTerms terms, NoiseRequest request) =>
        terms.Mechanism is not (DistributedMechanism.DiscreteGaussian or DistributedMechanism.Skellam) ? "there is no such noise"
        : !(terms.Deviation is >= 1e-30 and <= 1e30) ? "a site's noise is positive and finite"
        : !(terms.Granularity is >= 1e-30 and <= 1e30) ? "the granularity is positive and finite"
        : !(terms.Beta is >= 0 and <= LargestBeta) ? Text($"β lies between 0 and {LargestBeta}")
        : terms.Colluding < 0 || terms.Colluding >= request.BucketSize ? $"of {request.BucketSize} sites in a bucket, 0 to {request.BucketSize - 1} may be assumed to collude, not {terms.Colluding}"
        : !(terms.Delta is > 0 and < 1) ? "δ lies between 0 and 1"
        : !(terms.Epsilon is > 0 and <= LargestEpsilon) ? Text($"an ε of {terms.Epsilon:G4} is no promise: it lies above 0 and is at most {LargestEpsilon}; take more noise")
        : terms.BudgetedRounds is < 1 or > MostRounds ? $"the promise is made for 1 to {MostRounds} rounds"
        : terms.Deviation / terms.Granularity is < SmallestRatio or > LargestRatio
            ? Text($"a site's noise of {terms.Deviation:G4} is not between {SmallestRatio} and {LargestRatio} steps of {terms.Granularity:G4}: take more noise, more bits, or a smaller range")
        : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private string? ProblemOfRoom()
    {
        var update = Math.Ceiling(Request.Cut / Terms.Granularity);
        return update + Reach <= Request.Middle
            ? null
            : Text($"a coordinate of up to {update} steps and noise of up to {Reach} do not fit into {Request.Bits} bits, which hold ±{Request.Middle}: take more bits, a smaller range or less noise");
    }

    private string? ProblemOfPromise()
    {
        var epsilon = Epsilon(Terms.BudgetedRounds);
        return epsilon <= Terms.Epsilon * Rounding
            ? null
            : Text($"noise of {Terms.Deviation:G4} at {Shares} sites gives ε = {epsilon:G4} at δ = {Terms.Delta:G2} over {Terms.BudgetedRounds} rounds, not the {Terms.Epsilon:G4} that is promised: take more noise");
    }

    private DistributedNoise Sum(int shares) =>
        new(Terms.Mechanism, Terms.Deviation, shares, Request.ClipNorm, Terms.Beta, Request.Values, Terms.Granularity);
}
