using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.Geometry;

/// <summary>The shortest way onto a hyperplane without leaving a box, for each record: see <see cref="HyperplaneProjection"/>.</summary>
internal static class HyperplaneProjections
{
    /// <summary>
    /// δ of the least norm with w·δ = c and lower ≤ x + δ ≤ upper. Where no such δ exists, the one with w·δ closest to c.
    /// </summary>
    /// <param name="points">[n, d]: x, within the box.</param>
    /// <param name="normals">[n, d]: w.</param>
    /// <param name="distances">[n]: c, of either sign.</param>
    /// <param name="terms">Norm and box.</param>
    /// <returns>[n, d].</returns>
    public static Tensor Shortest(Tensor points, Tensor normals, Tensor distances, EvasionTerms terms)
    {
        using var scope = NewDisposeScope();
        var sign = where(distances.IsBelow(0), distances.Filled(-1), distances.Filled(1)).to(ScalarType.Float64).unsqueeze(1);
        var (x, w) = (points.to(ScalarType.Float64), normals.Finite().to(ScalarType.Float64).mul(sign));
        var c = distances.to(ScalarType.Float64).abs().unsqueeze(1);
        var room = where(w.IsAbove(0), x.neg().Plus(terms.Upper), x.Plus(-terms.Lower)).AtLeast(0);
        var gain = w.abs();
        var size = terms.Norm == Norm.L1 ? Greedy(room, gain, c) : Level(room, gain, c, terms.Norm == Norm.Linf ? gain.Filled(1) : gain);
        return size.mul(w.sign()).to(points.dtype).MoveToOuterDisposeScope();
    }

    private static Tensor Greedy(Tensor room, Tensor gain, Tensor c)
    {
        var (_, order) = gain.sort(1, descending: true, stable: true);
        var (gains, full) = (gain.gather(1, order), gain.mul(room).gather(1, order));
        var before = full.cumsum(1).sub(full);
        // What is left to gain when it is a feature's turn, as a way of that feature.
        var wanted = c.sub(before).AtLeast(0).div(gains.AtLeast(1e-300));
        var size = minimum(room.gather(1, order), wanted);
        return zeros_like(size).scatter(1, order, size);
    }

    private static Tensor Level(Tensor room, Tensor gain, Tensor c, Tensor speed)
    {
        // Features without a weight would reach their ends never: they come last and count nothing.
        var (places, order) = room.div(speed.AtLeast(1e-300)).sort(1);
        var ended = gain.mul(room).gather(1, order).cumsum(1);
        // What moves from each place on: sums from behind, since differences of sums would leave a rest where nothing moves.
        var free = gain.mul(speed).gather(1, order).flip(1).cumsum(1).flip(1);
        var (none, all) = (zeros_like(c), free);
        free = cat([free.narrow(1, 1, free.shape[1] - 1), none], 1);
        var reached = ended.add(free.mul(places)).lt(c).to(ScalarType.Int64).sum([1L], true);
        var slope = cat([all, none], 1).gather(1, reached);
        var t = c.sub(cat([none, ended], 1).gather(1, reached)).AtLeast(0).div(slope.AtLeast(1e-300)).AtMost(1e30);
        return minimum(speed.mul(t), room);
    }
}
