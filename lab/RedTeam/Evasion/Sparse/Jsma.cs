using System.Numerics.Tensors;
using FederatedSecure.Lab.RedTeam.Targets;

namespace FederatedSecure.Lab.RedTeam.Evasion.Sparse;

/// <summary>
/// The Jacobian-based saliency map attack: changes few features, as far as they go (Papernot et al., "The limitations of deep learning in
/// adversarial settings", EuroS&amp;P 2016; arXiv:1511.07528).
/// </summary>
/// <remarks>
/// <para>
/// In each iteration the pair (p, q) of features that are not at their bound is changed by θ with the largest −α·β, where
/// α = ∂z_t/∂p + ∂z_t/∂q and β = Σ_{j≠t} (∂z_j/∂p + ∂z_j/∂q), among the pairs with α·θ &gt; 0 and β·θ &lt; 0; t is the class that is second
/// on the clean input. It ends when the model decides for another class than the true one, when no pair is left, or after ⌊γ·d/2⌋ pairs.
/// </para>
/// <para>Guaranteed: at most 2·⌊γ·d/2⌋ features change. Not guaranteed: that they are the fewest. Rates it by counting features, not by a norm.</para>
/// </remarks>
/// <param name="theta">θ: what a feature changes by at a time; negative takes away. Default 0.1, as in ART.</param>
/// <param name="gamma">γ: which part of the features may change, 0 to 1. ART's default is 1, the paper's 0.145.</param>
internal sealed class Jsma(double theta = 0.1, double gamma = 0.145) : ArrayAttack
{
    /// <inheritdoc/>
    public override string Name => "jsma";

    /// <inheritdoc/>
    public override TargetAccess Needs => TargetAccess.WhiteBox;

    /// <summary>The pair with the largest −α·β of those that may be changed; null where no pair helps.</summary>
    /// <param name="towards">∂z_t/∂x of each feature.</param>
    /// <param name="others">Σ_{j≠t} ∂z_j/∂x of each feature.</param>
    /// <param name="isOpen">Which features may be changed.</param>
    /// <param name="sign">The sign of θ.</param>
    public static (int P, int Q)? BestPair(ReadOnlySpan<float> towards, ReadOnlySpan<float> others, ReadOnlySpan<bool> isOpen, int sign)
    {
        // Of features that are not open, α is made negative, so that no pair with one has a product.
        var (a, b) = (new float[towards.Length], new float[towards.Length]);
        for (var i = 0; i < a.Length; i++)
        {
            (a[i], b[i]) = isOpen[i] ? (sign * towards[i], -sign * others[i]) : (float.NegativeInfinity, 0);
        }

        var (best, most) = (((int, int)?)null, 0f);
        var (alphas, betas) = (new float[a.Length], new float[a.Length]);
        for (var p = 0; p < a.Length - 1; p++)
        {
            if (!isOpen[p])
            {
                continue;
            }

            var alpha = alphas.AsSpan(p + 1);
            var beta = betas.AsSpan(p + 1);
            TensorPrimitives.Add(a.AsSpan(p + 1), a[p], alpha);
            TensorPrimitives.Add(b.AsSpan(p + 1), b[p], beta);
            TensorPrimitives.Max(alpha, 0f, alpha);
            TensorPrimitives.Max(beta, 0f, beta);
            TensorPrimitives.Multiply(alpha, beta, alpha);
            var q = TensorPrimitives.IndexOfMax<float>(alpha);
            if (alpha[q] > most)
            {
                (best, most) = ((p, p + 1 + q), alpha[q]);
            }
        }

        return best;
    }

    /// <inheritdoc/>
    protected override float[] Attack(PointTarget target, RecordBatch clean, EvasionTerms terms)
    {
        var result = (float[])clean.Values.Clone();
        for (var record = 0; record < clean.Count; record++)
        {
            Attack(target, result.AsSpan(record * clean.Length, clean.Length), clean.Labels[record], terms);
        }

        return result;
    }

    private void Attack(PointTarget target, Span<float> point, int label, EvasionTerms terms)
    {
        var pairs = (int)Math.Floor(gamma * point.Length / 2);
        var (towards, others, isOpen) = (new float[point.Length], new float[point.Length], new bool[point.Length]);
        var goal = -1;
        for (var pair = 0; pair <= pairs; pair++)
        {
            terms.Cancellation.ThrowIfCancellationRequested();
            goal = Jacobian(target, point, label, goal, towards, others);
            if (goal < 0 || pair == pairs)
            {
                return;
            }

            for (var i = 0; i < point.Length; i++)
            {
                isOpen[i] = theta > 0 ? point[i] < terms.Upper : point[i] > terms.Lower;
            }

            if (BestPair(towards, others, isOpen, Math.Sign(theta)) is not var (p, q))
            {
                return;
            }

            point[p] = (float)Math.Clamp(point[p] + theta, terms.Lower, terms.Upper);
            point[q] = (float)Math.Clamp(point[q] + theta, terms.Lower, terms.Upper);
        }
    }

    /// <summary>Fills in the two sums; returns t, or −1 where the model errs already.</summary>
    private static int Jacobian(PointTarget target, ReadOnlySpan<float> point, int label, int goal, Span<float> towards, Span<float> others)
    {
        var (length, classes) = (point.Length, target.Classes);
        var repeated = new float[2 * length];
        point.CopyTo(repeated);
        point.CopyTo(repeated.AsSpan(length));
        var chosen = goal;
        var (logits, gradients) = target.Pull(repeated, (_, part, coefficients) =>
        {
            chosen = chosen < 0 ? Margins.Rival(part[..classes], label) : chosen;
            coefficients[classes..].Fill(1);
            (coefficients[chosen], coefficients[classes + chosen]) = (1, 0);
        });
        gradients.AsSpan(0, length).CopyTo(towards);
        gradients.AsSpan(length).CopyTo(others);
        return PointTarget.Decision(logits.AsSpan(0, classes)) == label ? chosen : -1;
    }
}
