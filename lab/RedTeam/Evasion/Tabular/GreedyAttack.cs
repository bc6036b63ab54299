using FederatedSecure.Lab.RedTeam.Targets;

namespace FederatedSecure.Lab.RedTeam.Evasion.Tabular;

/// <summary>
/// Changes a record of a table entry by entry: tries every valid value of every attribute and keeps the one change that brings the decision
/// nearest to another class, until it tips or so many entries are changed. Needs scores only. Greedy coordinate search, as in
/// Ballet et al., "Imperceptible adversarial attacks on tabular data" (2019), and Kantchelian et al. (ICML 2016), with exact validity instead of a penalty.
/// </summary>
/// <remarks>
/// <para>
/// What it answers: "how many true entries of an application must be changed to another possible value?" In the end, changes that are not needed are
/// taken back. One-hot groups count as one entry, and all their values are tried; numbers are tried at evenly spaced places of their range.
/// </para>
/// <para>
/// Guaranteed: every record keeps all constraints, and differs in at most so many entries. Not guaranteed: that fewer would not do. It never
/// leaves the valid set, so an ε bounds each feature by itself (L∞), and the others by the norm in the end.
/// </para>
/// </remarks>
/// <param name="mostChanges">Entries that may be changed.</param>
/// <param name="levels">Values to try of a number.</param>
internal sealed class GreedyAttack(int mostChanges = 3, int levels = 7) : ArrayAttack
{
    /// <inheritdoc/>
    public override string Name => "tabular-greedy";

    /// <inheritdoc/>
    public override TargetAccess Needs => TargetAccess.Scores;

    /// <inheritdoc/>
    protected override float[] Attack(PointTarget target, RecordBatch clean, EvasionTerms terms)
    {
        var attributes = new Attributes(terms.Constraints ?? throw new ArgumentException("This attack needs to know what valid records are.", nameof(terms)));
        var result = (float[])clean.Values.Clone();
        for (var record = 0; record < clean.Count; record++)
        {
            terms.Cancellation.ThrowIfCancellationRequested();
            Attack(target, attributes, clean[record], clean.Labels[record], terms.Epsilon)?.CopyTo(result, record * clean.Length);
        }

        return result;
    }

    private float[]? Attack(PointTarget target, Attributes attributes, ReadOnlySpan<float> clean, int label, double radius)
    {
        var current = clean.ToArray();
        var margin = Margins.Of(target.Logits(current), label);
        for (var change = 0; change < mostChanges && margin >= 0; change++)
        {
            var moves = new List<float[]>();
            for (var attribute = 0; attribute < attributes.Count; attribute++)
            {
                if (!attributes.IsChanged(attribute, current, clean))
                {
                    moves.AddRange(attributes.Moves(attribute, clean, current, levels, radius));
                }
            }

            if (moves.Count == 0)
            {
                return null;
            }

            var margins = Margins.Of(target.Logits(moves.SelectMany(move => move).ToArray()), target.Classes, _ => label);
            var best = Array.IndexOf(margins, margins.Min());
            if (margins[best] >= margin)
            {
                return null;
            }

            (current, margin) = (moves[best], margins[best]);
        }

        return margin < 0 ? TakeBack(target, attributes, clean, current, label) : null;
    }

    /// <summary>Takes back whatever change is not needed.</summary>
    private static float[] TakeBack(PointTarget target, Attributes attributes, ReadOnlySpan<float> clean, float[] found, int label)
    {
        for (var attribute = 0; attribute < attributes.Count; attribute++)
        {
            if (attributes.IsChanged(attribute, found, clean))
            {
                var without = (float[])found.Clone();
                attributes.Copy(attribute, clean, without);
                found = Margins.Of(target.Logits(without), label) < 0 ? without : found;
            }
        }

        return found;
    }
}
