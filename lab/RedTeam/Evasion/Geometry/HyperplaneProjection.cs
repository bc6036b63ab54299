namespace FederatedSecure.Lab.RedTeam.Evasion.Geometry;

/// <summary>
/// The shortest way across a hyperplane without leaving a box: arg min ‖δ‖ over all δ with w·δ ≥ c and lower ≤ x + δ ≤ upper, for a
/// single vector in double. The definition that <see cref="HyperplaneProjections"/> computes for whole batches.
/// </summary>
internal static class HyperplaneProjection
{
    /// <summary>
    /// Every feature moves towards the sign of its weight, at most to the end of the box. L∞: by min(t, room); L2: by min(t·|w|, room);
    /// L1: features of the largest |w| first, each to its end. t solves one equation that is linear between sorted places.
    /// </summary>
    /// <returns>δ; null where no point of the box is across. Zeros where x is across already.</returns>
    public static double[]? Shortest(ReadOnlySpan<double> x, ReadOnlySpan<double> w, double c, Norm norm, double lower, double upper)
    {
        var d = x.Length;
        var delta = new double[d];
        if (c <= 0)
        {
            return delta;
        }

        var (room, gain) = (new double[d], new double[d]);
        for (var i = 0; i < d; i++)
        {
            room[i] = Math.Max(0, w[i] > 0 ? upper - x[i] : x[i] - lower);
            gain[i] = Math.Abs(w[i]);
        }

        // Ties go to the lowest index: the order is stable.
        var order = Enumerable.Range(0, d).Where(i => gain[i] > 0)
            .OrderBy(i => norm switch { Norm.Linf => room[i], Norm.L2 => room[i] / gain[i], _ => -gain[i] }).ToArray();
        var size = norm == Norm.L1 ? Greedy(order, room, gain, c) : Level(order, room, gain, c, norm);
        if (size is null)
        {
            return null;
        }

        for (var i = 0; i < d; i++)
        {
            delta[i] = Math.CopySign(size[i], w[i]);
        }

        return delta;
    }

    private static double[]? Greedy(int[] order, double[] room, double[] gain, double c)
    {
        var size = new double[room.Length];
        foreach (var i in order)
        {
            size[i] = Math.Min(room[i], c / gain[i]);
            if (size[i] < room[i] || gain[i] * room[i] >= c)
            {
                return size;
            }

            c -= gain[i] * room[i];
        }

        return null;
    }

    private static double[]? Level(int[] order, double[] room, double[] gain, double c, Norm norm)
    {
        double Speed(int i) => norm == Norm.Linf ? 1 : gain[i];
        var size = new double[room.Length];
        for (var done = 0; done < order.Length; done++)
        {
            // Those before have reached their ends; the others move at the same t.
            var free = order.Skip(done).Sum(i => gain[i] * Speed(i));
            var t = (c - order.Take(done).Sum(i => gain[i] * room[i])) / free;
            var next = order[done];
            if (t * Speed(next) <= room[next])
            {
                foreach (var i in order)
                {
                    size[i] = Math.Min(t * Speed(i), room[i]);
                }

                return size;
            }
        }

        return null;
    }
}
