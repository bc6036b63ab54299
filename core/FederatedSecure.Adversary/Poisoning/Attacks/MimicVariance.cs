namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// <see cref="Mimic"/> that chooses its victim: the site furthest out along z, the direction in which honest updates differ most,
/// learnt online in the first rounds by Oja's rule and kept from then on. Karimireddy, He and Jaggi, "Byzantine-robust learning on
/// heterogeneous datasets via bucketing" (ICLR 2022), appendix.
/// </summary>
/// <remarks>
/// μ_t = (t·μ_{t−1} + mean of the updates)/(t + 1) and z_t ∝ t·z_{t−1} + c/‖c‖, c = Σ (h·z)·h over the deviations h from μ_t. z
/// starts along the longest deviation of the first round (the paper: at random), so that the same updates give the same victim; of
/// equals the lowest index wins.
/// Remembers earlier rounds. Knows: all honest updates, always in the same order of sites.
/// </remarks>
/// <example>Honest 0, 1, 5 in one coordinate: the mean is 2, the longest deviation 3, so z = 1 and the attackers send 5.</example>
public sealed class MimicVariance : IPoisoner
{
    private readonly int _warmup;
    private double[] _mean = [];
    private double[] _z = [];
    private int _round;
    private int _victim;

    /// <param name="warmup">Rounds in which the direction is learnt, at least 1.</param>
    /// <exception cref="ArgumentException">There is no such round.</exception>
    public MimicVariance(int warmup = 10) =>
        _warmup = warmup > 0 ? warmup : throw new ArgumentException("warmup must be at least 1 round.", nameof(warmup));

    /// <inheritdoc/>
    public AttackerKnowledge Needs => AttackerKnowledge.OtherUpdates;

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context)
    {
        var known = context.Require(2, "to see how they differ");
        if (_round < _warmup)
        {
            Learn(known);
            _victim = Furthest(known);
            _round++;
        }

        return _victim < known.Count
            ? [[.. known[_victim]]]
            : throw new ArgumentException($"The attacker mimics site {_victim}, and knows only {known.Count} this round.");
    }

    private void Learn(IReadOnlyList<double[]> known)
    {
        var mean = Moments.Mean(known);
        if (_round == 0)
        {
            _mean = mean;
            _z = known.Select(h => Moments.Combine(h, -1, mean)).MaxBy(h => Moments.Dot(h, h))!;
        }
        else
        {
            _mean = Array.ConvertAll(_mean, value => value * _round / (_round + 1));
            Moments.Combine(_mean, 1.0 / (_round + 1), mean, _mean);
        }

        var pull = new double[_mean.Length];
        foreach (var update in known)
        {
            var deviation = Moments.Combine(update, -1, _mean);
            Moments.Combine(pull, Moments.Dot(deviation, _z), deviation, pull);
        }

        var length = Math.Sqrt(Moments.Dot(pull, pull));
        if (length > 0)
        {
            // In the first round the start counts for nothing.
            Moments.Combine(Array.ConvertAll(_z, value => value * _round), 1 / length, pull, _z);
            var norm = Math.Sqrt(Moments.Dot(_z, _z));
            _z = norm > 0 ? Array.ConvertAll(_z, value => value / norm) : _z;
        }
    }

    private int Furthest(IReadOnlyList<double[]> known)
    {
        var (best, highest) = (0, double.NegativeInfinity);
        for (var i = 0; i < known.Count; i++)
        {
            var along = Moments.Dot(known[i], _z);
            if (along > highest)
            {
                (best, highest) = (i, along);
            }
        }

        return best;
    }
}
