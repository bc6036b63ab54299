namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// −λ·sign(μ), the step back from the last global model in every coordinate, with the largest λ of a halving search that Krum still
/// picks; the other attackers send copies, which lend it their nearness. Fang, Cao, Jia and Gong, "Local model poisoning attacks to
/// Byzantine-robust federated learning" (USENIX Security 2020), section 4.2.
/// </summary>
/// <remarks>
/// λ starts at the paper's upper bound (theorem 1): the smallest sum of distances of an honest update to its n − 2f − 2 nearest
/// honest ones, over (n − 2f − 1)·√d, plus the largest norm of an honest update over √d; it is halved until Krum (n − f − 2
/// nearest, squared) picks the attacker or λ is at most the stop, where the last one is sent though Krum will not pick it.
/// Knows: all honest updates, and that the rule is Krum.
/// </remarks>
/// <example>
/// One coordinate, honest −4, −2, 1, 4, 6 and two attackers: λ starts at 2/2 + 6 = 7, where Krum picks −4; at 3.5 it picks the
/// attackers, who send −3.5.
/// </example>
public sealed class FangKrum : IPoisoner
{
    private readonly double? _start;
    private readonly double _stop;

    /// <param name="start">First λ, above 0; null for the paper's bound.</param>
    /// <param name="stop">λ at which the search gives up, above 0.</param>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public FangKrum(double? start = null, double stop = 1e-5)
    {
        _start = start is { } given ? Check.Positive(given, nameof(start)) : null;
        _stop = Check.Positive(stop, nameof(stop));
    }

    /// <inheritdoc/>
    public AttackerKnowledge Needs => AttackerKnowledge.OtherUpdates;

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context)
    {
        var f = Math.Max(context.Attackers, 1);
        var known = context.Require(f + 3, $"for Krum with {f} attackers (n > 2f + 2)");
        var (honest, n) = (known.Count, known.Count + f);
        var direction = Moments.Sign(Moments.Mean(known));
        var distances = new double[n, n];
        for (var i = 0; i < honest; i++)
        {
            for (var j = 0; j < i; j++)
            {
                distances[i, j] = distances[j, i] = Moments.SquaredDistance(known[i], known[j]);
            }
        }

        // ‖h + λs‖² = ‖h‖² + 2λ·h·s + λ²‖s‖²: one pass over the coordinates serves every λ.
        var squares = known.Select(h => Moments.Dot(h, h)).ToArray();
        var along = known.Select(h => Moments.Dot(h, direction)).ToArray();
        var length = Moments.Dot(direction, direction);
        var lambda = _start ?? Bound(distances, squares, honest, f, context.Dimension);
        while (lambda > _stop)
        {
            for (var i = 0; i < honest; i++)
            {
                for (var attacker = honest; attacker < n; attacker++)
                {
                    distances[i, attacker] = distances[attacker, i] = squares[i] + (2 * lambda * along[i]) + (lambda * lambda * length);
                }
            }

            if (KrumChoice.Of(distances, f) >= honest)
            {
                break;
            }

            lambda /= 2;
        }

        return [Array.ConvertAll(direction, sign => -lambda * sign)];
    }

    private static double Bound(double[,] squaredDistances, double[] squares, int honest, int f, int dimension)
    {
        var nearest = Math.Max(honest - f - 2, 0);
        var smallest = double.PositiveInfinity;
        for (var i = 0; i < honest; i++)
        {
            var sum = Enumerable.Range(0, honest).Where(j => j != i).Select(j => Math.Sqrt(squaredDistances[i, j])).Order().Take(nearest).Sum();
            smallest = Math.Min(smallest, sum);
        }

        return ((smallest / (honest - f - 1)) + Math.Sqrt(squares.Max())) / Math.Sqrt(dimension);
    }
}
