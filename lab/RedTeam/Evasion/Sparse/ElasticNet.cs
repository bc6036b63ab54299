using System.Numerics.Tensors;
using FederatedSecure.Lab.RedTeam.Targets;

namespace FederatedSecure.Lab.RedTeam.Evasion.Sparse;

/// <summary>
/// EAD: the elastic-net attack, for small L1 changes (Chen et al., "EAD: elastic-net attacks to deep neural networks via adversarial
/// examples", AAAI 2018; arXiv:1709.04114).
/// </summary>
/// <remarks>
/// <para>
/// Minimizes c·max(z_y − max_j z_j, −κ) + ‖x − x₀‖² + β·‖x − x₀‖₁ by FISTA: a gradient step from the extrapolated point, then
/// S_β, which pulls each feature by β towards its clean value and into the box; step size η·√(1 − k/K); c is searched as in Carlini
/// and Wagner's attack. As in the authors' code, S_β shrinks by β itself in every iteration, whatever the step size.
/// </para>
/// <para>Guaranteed: what is returned was seen to be adversarial, with the smallest L1 norm of what was seen. Not guaranteed: that it is the least
/// possible, since the descent goes to the class that is second on its way, also where a third one is nearer.</para>
/// </remarks>
/// <param name="beta">β; 0.001 in the authors' code, 0.01 in Foolbox. Larger is sparser.</param>
/// <param name="iterations">K.</param>
/// <param name="searchSteps">How many values of c.</param>
/// <param name="rate">η.</param>
/// <param name="confidence">κ.</param>
/// <param name="firstWeight">The first c.</param>
internal sealed class ElasticNet(
    double beta = 0.001, int iterations = 1000, int searchSteps = 9, double rate = 0.01, double confidence = 0, double firstWeight = 1e-3) : ArrayAttack
{
    private const double LargestWeight = 1e10;

    /// <inheritdoc/>
    public override string Name => "ead";

    /// <inheritdoc/>
    public override TargetAccess Needs => TargetAccess.WhiteBox;

    /// <summary>S_β: z − β where z − x₀ &gt; β, z + β where z − x₀ &lt; −β, x₀ between; then into the box (equation 5).</summary>
    public static void Shrink(Span<float> point, ReadOnlySpan<float> clean, double beta, double lower, double upper)
    {
        for (var i = 0; i < point.Length; i++)
        {
            var change = (double)point[i] - clean[i];
            point[i] = change > beta ? (float)Math.Min(point[i] - beta, upper)
                : change < -beta ? (float)Math.Max(point[i] + beta, lower)
                : clean[i];
        }
    }

    /// <inheritdoc/>
    protected override float[] Attack(PointTarget target, RecordBatch clean, EvasionTerms terms)
    {
        var best = (float[])clean.Values.Clone();
        var nearest = Repeat(double.PositiveInfinity, clean.Count);
        var (weight, low, high) = (Repeat(firstWeight, clean.Count), new double[clean.Count], Repeat(LargestWeight, clean.Count));
        for (var search = 0; search < searchSteps; search++)
        {
            var found = Descend(target, clean, weight, best, nearest, terms);
            for (var i = 0; i < clean.Count; i++)
            {
                if (found[i])
                {
                    high[i] = Math.Min(high[i], weight[i]);
                }
                else
                {
                    low[i] = Math.Max(low[i], weight[i]);
                }

                weight[i] = high[i] < LargestWeight ? (low[i] + high[i]) / 2 : weight[i] * 10;
            }
        }

        return best;
    }

    private static double[] Repeat(double value, int count)
    {
        var values = new double[count];
        Array.Fill(values, value);
        return values;
    }

    /// <summary>One descent of all records, each with its c; keeps the best of what it comes by. Returns which were broken.</summary>
    private bool[] Descend(PointTarget target, RecordBatch clean, double[] weight, float[] best, double[] nearest, EvasionTerms terms)
    {
        var (point, before, extrapolated) = ((float[])clean.Values.Clone(), (float[])clean.Values.Clone(), (float[])clean.Values.Clone());
        var found = new bool[clean.Count];
        for (var k = 0; k < iterations; k++)
        {
            terms.Cancellation.ThrowIfCancellationRequested();
            var (_, gradient) = target.Pull(extrapolated, (first, logits, coefficients) => Slopes(target.Classes, clean.Labels, weight, first, logits, coefficients));
            var size = rate * Math.Sqrt(1 - ((double)k / iterations));
            (before, point) = (point, before);
            for (var i = 0; i < point.Length; i++)
            {
                point[i] = (float)(extrapolated[i] - (size * (gradient[i] + (2 * ((double)extrapolated[i] - clean.Values[i])))));
            }

            Shrink(point, clean.Values, beta, terms.Lower, terms.Upper);
            Keep(target, clean, point, best, nearest, found);

            // y = x_k + k/(k + 3)·(x_k − x_{k−1}).
            TensorPrimitives.Subtract(point, before, extrapolated);
            TensorPrimitives.MultiplyAdd(extrapolated, (k + 1f) / (k + 4f), point, extrapolated);
        }

        return found;
    }

    /// <summary>∂/∂z of c·max(z_y − max_j z_j, −κ).</summary>
    private void Slopes(int classes, int[] labels, double[] weight, int first, ReadOnlySpan<float> logits, Span<float> coefficients)
    {
        for (var i = 0; i < logits.Length / classes; i++)
        {
            var row = logits.Slice(i * classes, classes);
            var label = labels[first + i];
            var other = Margins.Rival(row, label);
            if (row[label] - row[other] > -confidence)
            {
                coefficients[(i * classes) + label] = (float)weight[first + i];
                coefficients[(i * classes) + other] = -(float)weight[first + i];
            }
        }
    }

    private void Keep(PointTarget target, RecordBatch clean, float[] point, float[] best, double[] nearest, bool[] found)
    {
        var logits = target.Logits(point);
        for (var i = 0; i < clean.Count; i++)
        {
            var row = logits.AsSpan(i * target.Classes, target.Classes);
            var label = clean.Labels[i];
            var margin = Margins.Of(row, label);
            if (!(margin < 0 && margin <= -confidence))
            {
                continue;
            }

            found[i] = true;
            var candidate = point.AsSpan(i * clean.Length, clean.Length);
            var distance = Distance.Between(candidate, clean[i], Norm.L1);
            if (distance < nearest[i])
            {
                nearest[i] = distance;
                candidate.CopyTo(best.AsSpan(i * clean.Length));
            }
        }
    }
}
