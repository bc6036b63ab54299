using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;

/// <summary>Random points of the ball around inputs, within the bounds.</summary>
internal static class RandomStart
{
    /// <summary>
    /// L∞ and L2: uniform in the ball. L1: a direction with independent normal features, of a length that is uniform up to ε. Then to
    /// the nearest point within the bounds.
    /// </summary>
    public static Tensor Draw(Tensor clean, ReadOnlySpan<int> records, RecordRandom random, EvasionTerms terms)
    {
        using var scope = NewDisposeScope();
        Tensor offset;
        if (terms.Norm == Norm.Linf)
        {
            offset = random.Symmetric(records, clean).Times(terms.Epsilon);
        }
        else
        {
            var dimension = clean.numel() / clean.shape[0];
            var lengths = new float[records.Length];
            for (var i = 0; i < records.Length; i++)
            {
                lengths[i] = (float)(terms.Epsilon * Math.Pow(random.Unit(records[i]), terms.Norm == Norm.L2 ? 1.0 / dimension : 1));
            }

            var direction = SteepestDirection.Normalized(random.Normal(records, clean), terms.Norm);
            offset = direction.mul(tensor(lengths, device: clean.device).For(clean));
        }

        return Projections.OntoBallAndBox(clean.add(offset.to(clean.dtype)), clean, terms).MoveToOuterDisposeScope();
    }
}
