using System.Numerics.Tensors;
using FederatedSecure.Lab.RedTeam.Targets;

namespace FederatedSecure.Lab.RedTeam.Evasion.BlackBox;

/// <summary>
/// HopSkipJump: looks for the nearest adversarial point with decisions alone (Chen, Jordan and Wainwright, "HopSkipJumpAttack: a
/// query-efficient decision-based attack", IEEE S&amp;P 2020; arXiv:1904.02144).
/// </summary>
/// <remarks>
/// <para>
/// From a point on the boundary: the direction of the boundary's normal is estimated from how often random small steps stay adversarial
/// (equation 9, with the mean subtracted), a step of ξ_t = distance/√t is made along it and halved until it stays adversarial, and a bisection goes
/// back to the boundary. A descent like that ends in a local minimum: with several classes not always at the nearest one.
/// </para>
/// <para>
/// Guaranteed: what it returns was seen to be adversarial, it never asks more than the given queries a record, and within a run
/// the smallest distance so far is kept. Not guaranteed: that it is the nearest such point; distances are upper bounds of the true ones.
/// </para>
/// </remarks>
/// <param name="queries">Queries for each record, all steps included; the paper goes to 25,000.</param>
/// <param name="gamma">γ of the schedules; 1 in the paper.</param>
/// <param name="observe">Told, after every iteration, of the record, its queries so far, and the smallest distance so far.</param>
internal sealed class HopSkipJump(int queries = 25_000, double gamma = 1, Action<int, long, double>? observe = null) : ArrayAttack
{
    /// <summary>Directions at a time.</summary>
    private const int Chunk = 256;

    /// <summary>A step that was halved this often moves nothing any more.</summary>
    private const int MostHalvings = 30;

    /// <inheritdoc/>
    public override string Name => "hopskipjump";

    /// <inheritdoc/>
    public override TargetAccess Needs => TargetAccess.Labels;

    /// <inheritdoc/>
    protected override float[] Attack(PointTarget target, RecordBatch clean, EvasionTerms terms)
    {
        if (terms.Norm == Norm.L1)
        {
            throw new NotSupportedException("HopSkipJump is defined for L2 and Linf.");
        }

        var result = (float[])clean.Values.Clone();
        for (var record = 0; record < clean.Count; record++)
        {
            Attack(target, clean, record, terms)?.CopyTo(result, record * clean.Length);
        }

        return result;
    }

    private float[]? Attack(PointTarget target, RecordBatch batch, int record, EvasionTerms terms)
    {
        var clean = batch[record];
        var oracle = new LabelOracle(target, batch.Labels[record], queries, NearestValid.For(terms, clean));
        if (oracle.IsAdversarial(clean))
        {
            return null;
        }

        using var random = new GaussianStream(terms.Seed, clean);
        var point = StartingPoint.Find(oracle, batch, record, terms, random);
        if (point is null)
        {
            return null;
        }

        var theta = HopSkipJumpSchedule.Theta(clean.Length, terms.Norm, gamma);
        BoundarySearch.Project(oracle, clean, point, terms.Norm, theta);
        var (best, nearest) = (point.ToArray(), Distance.Between(point, clean, terms.Norm));
        for (var t = 1; oracle.Left > 1; t++)
        {
            terms.Cancellation.ThrowIfCancellationRequested();
            var distance = Distance.Between(point, clean, terms.Norm);
            var delta = HopSkipJumpSchedule.Delta(t, distance, clean.Length, gamma, terms.Upper - terms.Lower);
            var direction = Normal(oracle, point, delta, HopSkipJumpSchedule.Evaluations(t), terms, random);
            if (distance == 0 || !Step(oracle, point, direction, distance / Math.Sqrt(t), terms))
            {
                break;
            }

            BoundarySearch.Project(oracle, clean, point, terms.Norm, theta);
            distance = Distance.Between(point, clean, terms.Norm);
            if (distance < nearest)
            {
                (best, nearest) = (point.ToArray(), distance);
            }

            observe?.Invoke(record, queries - oracle.Left, nearest);
        }

        return best;
    }

    /// <summary>The direction into the adversarial side: of length 1 for L2, its signs for L∞.</summary>
    private static float[] Normal(LabelOracle oracle, float[] point, double delta, int evaluations, EvasionTerms terms, GaussianStream random)
    {
        var (length, count, stayed) = (point.Length, (int)Math.Min(evaluations, oracle.Left), 0);
        var (all, adversarial) = (new float[length], new float[length]);
        var (directions, asked, answers) = (new float[Chunk * length], new float[Chunk * length], new bool[Chunk]);
        for (var first = 0; first < count; first += Chunk)
        {
            var size = Math.Min(Chunk, count - first);
            for (var i = 0; i < size; i++)
            {
                Direction(directions.AsSpan(i * length, length), asked.AsSpan(i * length, length), point, (float)delta, terms, random);
            }

            oracle.AreAdversarial(asked.AsSpan(0, size * length), answers.AsSpan(0, size));
            for (var i = 0; i < size; i++)
            {
                var direction = directions.AsSpan(i * length, length);
                TensorPrimitives.Add(all, direction, all);
                if (answers[i])
                {
                    stayed++;
                    TensorPrimitives.Add(adversarial, direction, adversarial);
                }
            }
        }

        // Σ (φ − φ̄)·u with φ = ±1 is 2·(Σ_adversarial u − share·Σ u); where all answers agree, ±Σ u itself.
        var share = stayed == 0 ? 1 : stayed == count ? 0 : (float)stayed / count;
        TensorPrimitives.MultiplyAdd(all, -share, adversarial, adversarial);
        Normalize(adversarial, terms.Norm);
        return adversarial;
    }

    /// <summary>A random direction of length 1, shortened to what the box leaves of it, and the point to ask about.</summary>
    private static void Direction(Span<float> direction, Span<float> asked, float[] point, float delta, EvasionTerms terms, GaussianStream random)
    {
        if (terms.Norm == Norm.Linf)
        {
            random.FillUniform(direction, -1, 1);
        }
        else
        {
            random.FillNormal(direction);
        }

        TensorPrimitives.Multiply(direction, delta / TensorPrimitives.Norm<float>(direction), asked);
        TensorPrimitives.Add(asked, point, asked);
        Clip(asked, terms);
        TensorPrimitives.Subtract(asked, point, direction);
        TensorPrimitives.Divide(direction, delta, direction);
    }

    private static void Normalize(Span<float> direction, Norm norm)
    {
        if (norm == Norm.Linf)
        {
            foreach (ref var value in direction)
            {
                value = MathF.Sign(value);
            }

            return;
        }

        var length = TensorPrimitives.Norm<float>(direction);
        if (length > 0)
        {
            TensorPrimitives.Divide(direction, length, direction);
        }
    }

    /// <summary>Geometric progression: half the step until it stays adversarial.</summary>
    private static bool Step(LabelOracle oracle, float[] point, float[] direction, double size, EvasionTerms terms)
    {
        var moved = new float[point.Length];
        for (var halving = 0; halving < MostHalvings && oracle.Left > 0; halving++, size /= 2)
        {
            TensorPrimitives.MultiplyAdd(direction, (float)size, point, moved);
            Clip(moved, terms);
            if (oracle.IsAdversarial(moved))
            {
                moved.CopyTo(point, 0);
                return true;
            }
        }

        return false;
    }
}
