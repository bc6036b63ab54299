using System.Collections.Immutable;

namespace FederatedSecure.Rounds.Machine;

/// <summary>Sums over the sites that evaluated a model on their own validation data.</summary>
/// <param name="Sites">Which sites are in it.</param>
/// <param name="Examples">Validation records.</param>
/// <param name="Correct">Records classified correctly.</param>
/// <param name="LossSum">Sum of the cross-entropy, natural logarithm.</param>
public sealed record EvaluationSum(ImmutableSortedSet<SiteId> Sites, long Examples, long Correct, double LossSum)
{
    /// <summary>Number of sites that evaluated. Behind encryption it is known how many of a bucket did, not which.</summary>
    public int Evaluators { get; init; } = Sites.Count;

    /// <summary>Nobody has evaluated yet.</summary>
    public static EvaluationSum Empty { get; } = new([], 0, 0, 0);

    /// <summary>Part of the records that were classified correctly; NaN if there are none.</summary>
    public double Accuracy => (double)Correct / Examples;

    /// <inheritdoc/>
    public bool Equals(EvaluationSum? other) =>
        other is not null && Sites.SetEquals(other.Sites) && Evaluators == other.Evaluators && Examples == other.Examples && Correct == other.Correct && LossSum.Equals(other.LossSum);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Sites.Count, Examples, Correct, LossSum);
}
