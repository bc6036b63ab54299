using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.Tabular;

/// <summary>
/// An attack that knows nothing of tables, made to give valid records only: whatever it finds is moved to the nearest valid record, and
/// counts only if the model errs on that.
/// </summary>
/// <remarks>
/// <para>
/// Guaranteed: bounds, whole numbers, one-hot groups, immutable features, and at most ε from the clean record. Where the nearest valid
/// record is outside of the ball (whole numbers round outwards, too), shorter ways in the same direction are tried; where all are, the
/// clean record stays.
/// </para>
/// <para>
/// Not guaranteed: that it finds what an attack made for tables finds. It searches a relaxation without gaps, may be content with a
/// point there that the model errs on, and then lose it by rounding: <see cref="ConstrainedPgd"/> asks about valid records only.
/// </para>
/// </remarks>
/// <param name="inner">The attack.</param>
internal sealed class ValidRecords(IEvasionAttack inner) : IEvasionAttack
{
    /// <summary>A point on the sphere may lie outside of it by rounding.</summary>
    private const double Slack = 1e-6;

    /// <summary>Parts of the way that are tried.</summary>
    private const int Parts = 10;

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public TargetAccess Needs => inner.Needs;

    /// <inheritdoc/>
    public Tensor Perturb(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms)
    {
        using var found = inner.Perturb(target, inputs, labels, terms);
        if (terms.Constraints is not { } constraints)
        {
            return found.alias();
        }

        var projection = new ConstraintProjection(constraints);
        var (clean, records) = (inputs.ToValues(), found.ToValues());
        var length = constraints.Lower.Length;
        for (var at = 0; at < records.Length; at += length)
        {
            Settle(clean.AsSpan(at, length), records.AsSpan(at, length), projection, terms);
        }

        return TorchData.Upload(records, inputs.shape, inputs.device);
    }

    /// <summary>The attack where nothing is known of valid records, and its valid results where something is.</summary>
    public static IEvasionAttack Of(IEvasionAttack attack, FeatureConstraints? constraints) =>
        constraints is null ? attack : new ValidRecords(attack);

    private static void Settle(ReadOnlySpan<float> clean, Span<float> record, ConstraintProjection projection, EvasionTerms terms)
    {
        var wanted = record.ToArray();
        // In every norm no single feature moves by more than ε.
        for (var part = Parts; part > 0; part--)
        {
            for (var feature = 0; feature < record.Length; feature++)
            {
                record[feature] = part == Parts ? wanted[feature] : clean[feature] + ((wanted[feature] - clean[feature]) * part / Parts);
            }

            projection.Project(clean, record, terms.Epsilon);
            if (Distance.Between(record, clean, terms.Norm) <= terms.Epsilon * (1 + Slack))
            {
                return;
            }
        }

        clean.CopyTo(record);
    }
}
