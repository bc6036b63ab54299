using System.Collections.Immutable;

namespace FederatedSecure.Lab.RedTeam.Evasion.Tabular;

/// <summary>What a person would call one entry of a record: a single feature, or a one-hot group.</summary>
internal sealed class Attributes
{
    private readonly FeatureConstraints _constraints;
    private readonly ConstraintProjection _projection;
    private readonly ImmutableArray<ImmutableArray<int>> _attributes;

    public Attributes(FeatureConstraints constraints)
    {
        (_constraints, _projection) = (constraints, new ConstraintProjection(constraints));
        var grouped = constraints.Groups.SelectMany(group => group).ToHashSet();
        _attributes =
        [
            .. Enumerable.Range(0, constraints.Lower.Length).Where(feature => !grouped.Contains(feature)).Select(feature => ImmutableArray.Create(feature)),
            .. constraints.Groups,
        ];
    }

    /// <summary>How many there are.</summary>
    public int Count => _attributes.Length;

    /// <summary>How many differ between two records.</summary>
    public int Changed(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var count = 0;
        for (var attribute = 0; attribute < Count; attribute++)
        {
            count += IsChanged(attribute, a, b) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether one differs.</summary>
    public bool IsChanged(int attribute, ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        foreach (var feature in _attributes[attribute])
        {
            if (a[feature] != b[feature])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes one over from another record.</summary>
    public void Copy(int attribute, ReadOnlySpan<float> from, Span<float> to)
    {
        foreach (var feature in _attributes[attribute])
        {
            to[feature] = from[feature];
        }
    }

    /// <summary>The valid records that differ from <paramref name="current"/> in one attribute only.</summary>
    /// <param name="attribute">Which.</param>
    /// <param name="clean">The record before the attack: gives what cannot be changed.</param>
    /// <param name="current">The record so far, valid.</param>
    /// <param name="levels">Values to try of a single feature, evenly from its lower to its upper bound.</param>
    /// <param name="radius">How far a feature may be from the clean one.</param>
    public List<float[]> Moves(int attribute, ReadOnlySpan<float> clean, ReadOnlySpan<float> current, int levels, double radius)
    {
        var features = _attributes[attribute];
        var moves = new List<float[]>();
        for (var choice = 0; choice < (features.Length > 1 ? features.Length : levels); choice++)
        {
            var move = current.ToArray();
            if (features.Length > 1)
            {
                foreach (var feature in features)
                {
                    move[feature] = _constraints.Lower[feature];
                }

                move[features[choice]] = _constraints.Upper[features[choice]];
            }
            else
            {
                var (low, high) = Range(features[0], clean, radius);
                move[features[0]] = (float)(low + ((high - low) * choice / Math.Max(1, levels - 1)));
            }

            _projection.Project(clean, move, radius);
            var value = move[features[0]];
            var isNew = features.Length > 1 || moves.TrueForAll(other => other[features[0]] != value);
            if (isNew && IsChanged(attribute, move, current))
            {
                moves.Add(move);
            }
        }

        return moves;
    }

    private (double Low, double High) Range(int feature, ReadOnlySpan<float> clean, double radius) =>
        (Math.Max(_constraints.Lower[feature], clean[feature] - radius), Math.Min(_constraints.Upper[feature], clean[feature] + radius));
}
