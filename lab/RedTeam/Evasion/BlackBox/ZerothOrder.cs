using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Evasion.BlackBox;

/// <summary>
/// ZOO: Carlini and Wagner's attack with a gradient that is measured by asking for scores (Chen et al., "ZOO: zeroth order optimization
/// based black-box attacks", AISec 2017; arXiv:1708.03999). L2 only.
/// </summary>
/// <remarks>
/// <para>
/// Minimizes ‖x − x₀‖² + c·max(z_y − max_j z_j + κ, 0) by coordinate-wise Adam: in each iteration, the partial derivatives of the second
/// term in some random coordinates by symmetric differences, (f(x + h·e) − f(x − h·e))/2h; those of the first are known. c grows tenfold
/// where nothing was found, and is bisected where something was.
/// </para>
/// <para>
/// Guaranteed: what it returns was seen to be adversarial. Not guaranteed: that it is the nearest such point. Coordinates are drawn
/// uniformly: the paper's importance sampling and coarse-to-fine spaces, meant for large colour pictures, are not built.
/// </para>
/// </remarks>
/// <param name="iterations">Iterations for each c; 3,000 for digits in the paper.</param>
/// <param name="searchSteps">How many values of c; 9 in the paper.</param>
/// <param name="coordinates">How many coordinates an iteration measures, two queries each.</param>
/// <param name="step">h.</param>
/// <param name="rate">Adam's step size.</param>
/// <param name="confidence">κ.</param>
/// <param name="firstWeight">The first c.</param>
internal sealed class ZerothOrder(
    int iterations = 3000, int searchSteps = 9, int coordinates = 128, double step = 1e-4, double rate = 0.01, double confidence = 0,
    double firstWeight = 1e-3) : ArrayAttack
{
    private const double LargestWeight = 1e10;

    /// <summary>After so many tenths without a better objective an iteration's c is given up, as in the authors' code.</summary>
    private const int Patience = 10;

    /// <inheritdoc/>
    public override string Name => "zoo";

    /// <inheritdoc/>
    public override TargetAccess Needs => TargetAccess.Scores;

    /// <summary>Symmetric differences of the margin z_y − max_{j≠y} z_j in some coordinates of a point.</summary>
    /// <param name="target">The model: scores are enough.</param>
    /// <param name="point">Where.</param>
    /// <param name="label">y.</param>
    /// <param name="chosen">The coordinates.</param>
    /// <param name="step">h. The difference is divided by what is left of 2h after rounding to single precision.</param>
    public static double[] Differences(PointTarget target, ReadOnlySpan<float> point, int label, ReadOnlySpan<int> chosen, double step)
    {
        var length = point.Length;
        var asked = new float[2 * chosen.Length * length];
        for (var k = 0; k < chosen.Length; k++)
        {
            point.CopyTo(asked.AsSpan(2 * k * length));
            point.CopyTo(asked.AsSpan(((2 * k) + 1) * length));
            asked[(2 * k * length) + chosen[k]] += (float)step;
            asked[(((2 * k) + 1) * length) + chosen[k]] -= (float)step;
        }

        var margins = Margins.Of(target.Logits(asked), target.Classes, _ => label);
        var differences = new double[chosen.Length];
        for (var k = 0; k < chosen.Length; k++)
        {
            var width = (double)asked[(2 * k * length) + chosen[k]] - asked[(((2 * k) + 1) * length) + chosen[k]];
            differences[k] = (margins[2 * k] - margins[(2 * k) + 1]) / width;
        }

        return differences;
    }

    /// <inheritdoc/>
    protected override float[] Attack(PointTarget target, RecordBatch clean, EvasionTerms terms)
    {
        if (terms.Norm != Norm.L2)
        {
            throw new NotSupportedException("ZOO is defined for L2.");
        }

        var result = (float[])clean.Values.Clone();
        for (var record = 0; record < clean.Count; record++)
        {
            Search(target, clean, record, terms)?.CopyTo(result, record * clean.Length);
        }

        return result;
    }

    private float[]? Search(PointTarget target, RecordBatch batch, int record, EvasionTerms terms)
    {
        var random = new SeededRandomSource(terms.Seed, RecordRandom.Digest(batch[record]));
        var (weight, low, high) = (firstWeight, 0.0, LargestWeight);
        var (best, nearest) = ((float[]?)null, double.PositiveInfinity);
        for (var search = 0; search < searchSteps; search++)
        {
            var found = Descend(target, batch, record, weight, random, terms);
            if (found is not null && Distance.Between(found, batch[record], Norm.L2) is var distance && distance < nearest)
            {
                (best, nearest) = (found, distance);
            }

            if (found is not null)
            {
                high = Math.Min(high, weight);
                weight = (low + high) / 2;
            }
            else
            {
                low = Math.Max(low, weight);
                weight = high < LargestWeight ? (low + high) / 2 : weight * 10;
            }
        }

        return best;
    }

    /// <summary>One descent with one c; the nearest adversarial point that it came by.</summary>
    private float[]? Descend(PointTarget target, RecordBatch batch, int record, double weight, SeededRandomSource random, EvasionTerms terms)
    {
        var (clean, label) = (batch[record].ToArray(), batch.Labels[record]);
        var point = (float[])clean.Clone();
        var adam = new CoordinateAdam(point.Length, rate);
        var order = Enumerable.Range(0, point.Length).ToArray();
        var (best, nearest, lowest) = ((float[]?)null, double.PositiveInfinity, double.PositiveInfinity);
        var (patience, next) = (Math.Max(1, iterations / Patience), order.Length);
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            terms.Cancellation.ThrowIfCancellationRequested();
            var margin = Margins.Of(target.Logits(point), label);
            var distance = Distance.Between(point, clean, Norm.L2);
            if (margin < 0 && margin <= -confidence && distance < nearest)
            {
                (best, nearest) = ((float[])point.Clone(), distance);
            }

            if (iteration % patience == 0)
            {
                var objective = (distance * distance) + (weight * Math.Max(margin + confidence, 0));
                if (objective > lowest * 0.9999)
                {
                    break;
                }

                lowest = objective;
            }

            // Every coordinate comes once before one comes again.
            if (next + Math.Min(coordinates, order.Length) > order.Length)
            {
                random.Shuffle(order.AsSpan());
                next = 0;
            }

            var chosen = order.AsSpan(next, Math.Min(coordinates, order.Length));
            next += chosen.Length;
            var differences = margin + confidence > 0 ? Differences(target, point, label, chosen, step) : new double[chosen.Length];
            for (var k = 0; k < chosen.Length; k++)
            {
                var i = chosen[k];
                var slope = (2 * ((double)point[i] - clean[i])) + (weight * differences[k]);
                point[i] = (float)Math.Clamp(point[i] - adam.Step(i, slope), terms.Lower, terms.Upper);
            }
        }

        return best;
    }
}
