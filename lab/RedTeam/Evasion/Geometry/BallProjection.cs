namespace FederatedSecure.Lab.RedTeam.Evasion.Geometry;

/// <summary>
/// The nearest point of a ball around a centre, cut with a box: the definition that <see cref="Projections"/> computes for whole
/// batches. Exact up to rounding in double: no iteration, a sort and one linear or quadratic equation.
/// </summary>
internal static class BallProjection
{
    /// <summary>Onto the ball around 0 alone. L1 is Duchi et al. (ICML 2008).</summary>
    public static double[] OntoBall(ReadOnlySpan<double> point, Norm norm, double radius) =>
        OntoBallAndBox(point, new double[point.Length], norm, radius, double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>arg min ‖z − point‖₂ over all z with ‖z − centre‖ ≤ radius and lower ≤ z ≤ upper.</summary>
    /// <param name="point">Where one would like to be.</param>
    /// <param name="centre">The ball's centre; it may lie outside of the box.</param>
    /// <param name="norm">The ball's norm.</param>
    /// <param name="radius">At least 0.</param>
    /// <param name="lower">The box's lower bound, for every coordinate.</param>
    /// <param name="upper">The box's upper bound.</param>
    /// <exception cref="ArgumentException">No point of the box is within the ball.</exception>
    public static double[] OntoBallAndBox(ReadOnlySpan<double> point, ReadOnlySpan<double> centre, Norm norm, double radius, double lower, double upper)
    {
        var d = point.Length;
        var (wanted, low, high) = (new double[d], new double[d], new double[d]);
        for (var i = 0; i < d; i++)
        {
            (wanted[i], low[i], high[i]) = (point[i] - centre[i], lower - centre[i], upper - centre[i]);
        }

        var moved = norm switch
        {
            Norm.Linf => Move(wanted, low, high, 1, 0, radius),
            Norm.L2 => Scaled(wanted, low, high, radius),
            _ => Thresholded(wanted, low, high, radius),
        };
        if (!(Length(moved, norm) <= radius * (1 + 1e-9) + 1e-12))
        {
            throw new ArgumentException("No point of the box is within the radius: take a larger radius, or an x within clip.");
        }

        var result = new double[d];
        for (var i = 0; i < d; i++)
        {
            result[i] = Math.Clamp(centre[i] + moved[i], lower, upper);
        }

        return result;
    }

    /// <summary>The length of a vector.</summary>
    public static double Length(ReadOnlySpan<double> vector, Norm norm)
    {
        var (largest, squares, sum) = (0.0, 0.0, 0.0);
        foreach (var value in vector)
        {
            largest = Math.Max(largest, Math.Abs(value));
            squares += value * value;
            sum += Math.Abs(value);
        }

        return norm switch
        {
            Norm.Linf => largest,
            Norm.L2 => Math.Sqrt(squares),
            _ => sum,
        };
    }

    /// <summary>clamp(µ·v shrunk by λ towards 0 and cut at ±cap): each coordinate of every solution has this form.</summary>
    private static double[] Move(double[] wanted, double[] low, double[] high, double scale, double threshold, double cap = double.PositiveInfinity)
    {
        var moved = new double[wanted.Length];
        for (var i = 0; i < moved.Length; i++)
        {
            var size = Math.Min(cap, Math.Max(0, (scale * Math.Abs(wanted[i])) - threshold));
            moved[i] = Math.Clamp(Math.CopySign(size, wanted[i]), low[i], high[i]);
        }

        return moved;
    }

    /// <summary>The Lagrange multiplier λ of the L1 ball: between |v| and |v| − room of all coordinates the length is linear in λ.</summary>
    private static double[] Thresholded(double[] wanted, double[] low, double[] high, double radius)
    {
        if (Length(Move(wanted, low, high, 1, 0), Norm.L1) <= radius)
        {
            return Move(wanted, low, high, 1, 0);
        }

        double[] places = [0, .. Places(wanted, low, high, (size, room) => [size, size - room]).Order()];
        var last = LastAbove(places, threshold => Length(Move(wanted, low, high, 1, threshold), Norm.L1) > radius);
        var (left, right) = (places[last], places[Math.Min(last + 1, places.Length - 1)]);
        var (above, below) = (Length(Move(wanted, low, high, 1, left), Norm.L1), Length(Move(wanted, low, high, 1, right), Norm.L1));
        var part = above > below ? (above - radius) / (above - below) : 1;
        return Move(wanted, low, high, 1, left + (part * (right - left)));
    }

    /// <summary>The factor µ of the L2 ball: between room/|v| of all coordinates the squared length is a + b·µ².</summary>
    private static double[] Scaled(double[] wanted, double[] low, double[] high, double radius)
    {
        if (Length(Move(wanted, low, high, 1, 0), Norm.L2) <= radius)
        {
            return Move(wanted, low, high, 1, 0);
        }

        double[] places = [1, .. Places(wanted, low, high, (size, room) => [room / size]).Where(place => place < 1).OrderDescending(), 0];
        var last = LastAbove(places, scale => Length(Move(wanted, low, high, scale, 0), Norm.L2) > radius);
        var (right, left) = (places[last], places[Math.Min(last + 1, places.Length - 1)]);
        var (above, below) = (Length(Move(wanted, low, high, right, 0), Norm.L2), Length(Move(wanted, low, high, left, 0), Norm.L2));
        var slope = ((above * above) - (below * below)) / ((right * right) - (left * left));
        var square = (left * left) + (slope > 0 ? ((radius * radius) - (below * below)) / slope : 0);
        return Move(wanted, low, high, Math.Sqrt(Math.Max(0, square)), 0);
    }

    /// <summary>Where a coordinate begins or ceases to depend on the multiplier, as far as that is positive and finite.</summary>
    private static IEnumerable<double> Places(double[] wanted, double[] low, double[] high, Func<double, double, double[]> of) =>
        wanted.SelectMany((value, i) => new[] { low[i], high[i] }
            .Where(_ => value != 0)
            .SelectMany(end => of(Math.Abs(value), Math.CopySign(1, value) * end))
            .Where(place => place > 0 && double.IsFinite(place)));

    /// <summary>The last place at which the length, which falls from place to place, is above the radius.</summary>
    private static int LastAbove(double[] places, Func<double, bool> isAbove)
    {
        var (left, right) = (0, places.Length);
        while (right - left > 1)
        {
            var middle = (left + right) / 2;
            (left, right) = isAbove(places[middle]) ? (middle, right) : (left, middle);
        }

        return left;
    }
}
