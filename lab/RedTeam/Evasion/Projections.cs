using FederatedSecure.Lab.RedTeam.Evasion.Tabular;
using TorchSharp;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion;

/// <summary>
/// The nearest allowed point, exactly, for each record: onto the balls of the three norms, and onto a ball around the clean input cut
/// with the box of valid inputs. <see cref="Geometry.BallProjection"/> is the same for a single vector in double, as the definition.
/// </summary>
internal static class Projections
{
    /// <summary>Onto the ball around 0.</summary>
    /// <param name="perturbations">[n, …].</param>
    /// <param name="norm">The ball's norm.</param>
    /// <param name="radius">At least 0; infinite for no ball.</param>
    public static Tensor OntoBall(Tensor perturbations, Norm norm, double radius) => double.IsPositiveInfinity(radius)
        ? perturbations.alias()
        : norm switch
        {
            Norm.Linf => perturbations.Between(-radius, radius),
            Norm.L2 => perturbations.mul(Shrink(perturbations, norm, radius).For(perturbations)),
            _ => Thresholded(perturbations, room: null, radius),
        };

    /// <summary>Onto the ball of the terms around the clean inputs, within the bounds of the terms.</summary>
    /// <param name="points">[n, …]: where the attack would like to be.</param>
    /// <param name="inputs">[n, …]: the clean inputs, themselves within the bounds.</param>
    /// <param name="terms">Norm, ε and bounds. With constraints, L∞: the nearest point of <see cref="ValidReach"/>; other norms: one of its points.</param>
    public static Tensor OntoBallAndBox(Tensor points, Tensor inputs, EvasionTerms terms)
    {
        using var scope = NewDisposeScope();
        if (terms.Constraints is { } constraints)
        {
            var free = OntoBallAndBox(points, inputs, terms with { Constraints = null });
            var (least, most) = ValidReach.Of(inputs, constraints, terms.Epsilon);
            // Each feature comes nearer to the clean one, which is between the two: so the point stays in the ball.
            return free.clamp(least, most).MoveToOuterDisposeScope();
        }

        if (double.IsPositiveInfinity(terms.Epsilon))
        {
            return points.Between(terms.Lower, terms.Upper).MoveToOuterDisposeScope();
        }

        if (terms.Norm == Norm.Linf)
        {
            // In place: four passes over one new tensor, in the inner loop of every attack.
            using Scalar below = -terms.Epsilon, above = terms.Epsilon, lower = terms.Lower, upper = terms.Upper;
            return points.sub(inputs).clamp_(below, above).add_(inputs).clamp_(lower, upper).MoveToOuterDisposeScope();
        }

        var wanted = points.sub(inputs);
        var room = where(wanted.IsAbove(0), inputs.neg().Plus(terms.Upper), inputs.Plus(-terms.Lower)).AtLeast(0);
        var moved = terms.Norm == Norm.L2 ? Scaled(wanted, room, terms.Epsilon) : Thresholded(wanted, room, terms.Epsilon);
        return inputs.add(moved).Between(terms.Lower, terms.Upper).MoveToOuterDisposeScope();
    }

    /// <summary>min(1, radius/‖v‖) of each record.</summary>
    private static Tensor Shrink(Tensor vectors, Norm norm, double radius) =>
        vectors.LengthEach(norm).AtLeast(1e-30).reciprocal().Times(radius).AtMost(1);

    /// <summary>
    /// L1: each feature moves max(|v| − λ, 0), at most its room, towards the sign of v. The total falls with λ, linearly between the
    /// places |v| and |v| − room where a feature starts or stops to count (Duchi et al., ICML 2008; with a box Croce and Hein, ICML 2021).
    /// </summary>
    private static Tensor Thresholded(Tensor vectors, Tensor? room, double radius)
    {
        using var scope = NewDisposeScope();
        var size = vectors.flatten(1).abs().to(ScalarType.Float64);
        var limit = room is null ? size : minimum(room.flatten(1).to(ScalarType.Float64), size);
        // Counting down from λ = ∞: at |v| a feature starts to move, at |v| − its limit it is where it can get.
        var starts = size;
        var ends = size.sub(limit);
        var (places, order) = cat([starts, ends], 1).sort(1, descending: true);
        var slopes = cat([ones_like(starts), ones_like(ends).neg()], 1).gather(1, order).cumsum(1);
        var steps = places.narrow(1, 0, places.shape[1] - 1).sub(places.narrow(1, 1, places.shape[1] - 1));
        var totals = cat([zeros_like(places.narrow(1, 0, 1)), slopes.narrow(1, 0, places.shape[1] - 1).mul(steps).cumsum(1)], 1);
        // The last place whose total is still within the radius, and from there on along the slope.
        var last = totals.le(totals.Filled(radius)).to(ScalarType.Int64).sum([1L]).sub(ones([1], ScalarType.Int64, totals.device)).unsqueeze(1);
        var within = totals.gather(1, last);
        var threshold = places.gather(1, last).sub(within.Filled(radius).sub(within).div(slopes.gather(1, last).AtLeast(1))).AtLeast(0);
        var moved = minimum(size.sub(threshold).AtLeast(0), limit).to(vectors.dtype).view(vectors.shape);
        return moved.mul(Shrink(moved, Norm.L1, radius).For(moved)).mul(vectors.sign()).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// L2 within a box: each feature moves min(µ·|v|, room) with the µ ≤ 1 for which the length is the radius. Features reach their
    /// room in the order of room/|v|; between two of these places the squared length is a + b·µ².
    /// </summary>
    private static Tensor Scaled(Tensor vectors, Tensor room, double radius)
    {
        using var scope = NewDisposeScope();
        var size = vectors.flatten(1).abs().to(ScalarType.Float64);
        var limit = room.flatten(1).to(ScalarType.Float64);
        var (places, order) = limit.div(size.AtLeast(1e-300)).sort(1);
        var (limits, none) = (limit.gather(1, order).Squared().cumsum(1), zeros_like(limit.narrow(1, 0, 1)));
        // What is not yet at its room, from each place on: sums from behind, since differences of sums would leave a rest.
        var free = cat([size.gather(1, order).Squared().flip(1).cumsum(1).flip(1), none], 1);
        var totals = limits.add(free.narrow(1, 1, limits.shape[1]).mul(places.Squared()));
        var saturated = totals.lt(totals.Filled(radius * radius)).to(ScalarType.Int64).sum([1L], true);
        var rest = free.gather(1, saturated);
        var factor = rest.Filled(radius * radius).sub(cat([none, limits], 1).gather(1, saturated)).AtLeast(0).div(rest.AtLeast(1e-300)).sqrt().AtMost(1);
        var moved = minimum(size.mul(factor), limit).to(vectors.dtype).view(vectors.shape);
        return moved.mul(Shrink(moved, Norm.L2, radius).For(moved)).mul(vectors.sign()).MoveToOuterDisposeScope();
    }
}
