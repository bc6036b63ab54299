using FederatedSecure.Numerics;

namespace FederatedSecure.Statistics.Outliers.Isolation;

/// <summary>
/// Isolation forest (Liu, Ting &amp; Zhou, ICDM 2008): records that random splits separate after few steps are anomalies. Sees what lies
/// apart in single features, not what is only strange in combination, and nothing of clean-label poison, which lies where the data are.
/// </summary>
public sealed class IsolationForest
{
    /// <summary>Trees, as in the paper.</summary>
    public const int DefaultTrees = 100;

    /// <summary>ψ, records a tree is grown on, as in the paper.</summary>
    public const int DefaultSubsample = 256;

    private readonly IsolationNode[][] _trees;

    private IsolationForest(IsolationNode[][] trees, int columns, int subsample) => (_trees, Columns, Subsample) = (trees, columns, subsample);

    /// <summary>Values in one record.</summary>
    public int Columns { get; }

    /// <summary>Records that each tree was grown on.</summary>
    public int Subsample { get; }

    /// <summary>The trees, each with its root first, to be written down.</summary>
    public IReadOnlyList<IReadOnlyList<IsolationNode>> Trees => _trees;

    /// <summary>Grows a forest; the same for the same seed.</summary>
    /// <param name="values">Records one after another, finite; at least one record.</param>
    /// <param name="columns">Values in one record.</param>
    /// <param name="seed">Draws subsamples, features and thresholds.</param>
    /// <param name="trees">At least 1.</param>
    /// <param name="subsample">ψ, at least 1; fewer where there are fewer records.</param>
    public static IsolationForest Fit(
        ReadOnlySpan<float> values, int columns, ulong seed, int trees = DefaultTrees, int subsample = DefaultSubsample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trees, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(subsample, 1);
        RequireRecords(values, columns);
        var count = values.Length / columns;
        var size = Math.Min(subsample, count);
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            order[i] = i;
        }

        var grown = new IsolationNode[trees][];
        for (var tree = 0; tree < trees; tree++)
        {
            // A stream for each tree: more trees leave the first ones as they were.
            var random = new SeededRandomSource(seed, (ulong)tree);
            for (var i = 0; i < size; i++)
            {
                var pick = i + random.NextInt32(count - i);
                (order[i], order[pick]) = (order[pick], order[i]);
            }

            grown[tree] = IsolationTree.Grow(values, columns, order.AsSpan(0, size), random);
        }

        return new IsolationForest(grown, columns, size);
    }

    /// <summary>A forest that was written down.</summary>
    /// <param name="trees">Its trees, each with its root first.</param>
    /// <param name="columns">Values in one record.</param>
    /// <param name="subsample">ψ of the trees.</param>
    /// <exception cref="ArgumentException">A tree has no nodes, or points to places that it does not have.</exception>
    public static IsolationForest From(IReadOnlyList<IReadOnlyList<IsolationNode>> trees, int columns, int subsample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(subsample, 1);
        IsolationNode[][] read = [.. trees.Select(tree => tree.ToArray())];
        if (read.Length == 0 || Array.Exists(read, tree => !IsSound(tree, columns)))
        {
            throw new ArgumentException("A tree has a root, features that exist, and children that come after their parents.", nameof(trees));
        }

        return new IsolationForest(read, columns, subsample);
    }

    /// <summary>The score of a record, in (0, 1]: see <see cref="PathLength.Score"/>. The paper calls well above 0.5 an anomaly.</summary>
    /// <param name="record"><see cref="Columns"/> values.</param>
    public double Score(ReadOnlySpan<float> record)
    {
        if (record.Length != Columns)
        {
            throw new ArgumentException($"A record has {Columns} values, not {record.Length}.", nameof(record));
        }

        var sum = 0.0;
        foreach (var tree in _trees)
        {
            sum += IsolationTree.Length(tree, record);
        }

        return PathLength.Score(sum / _trees.Length, Subsample);
    }

    /// <summary>The scores of many records.</summary>
    /// <param name="values">Records one after another.</param>
    public double[] Scores(ReadOnlySpan<float> values)
    {
        RequireRecords(values, Columns);
        var scores = new double[values.Length / Columns];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = Score(values.Slice(i * Columns, Columns));
        }

        return scores;
    }

    private static void RequireRecords(ReadOnlySpan<float> values, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (values.Length == 0 || values.Length % columns != 0)
        {
            throw new ArgumentException("There is at least one record, and every record has all its values.", nameof(values));
        }

        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                throw new ArgumentException("The values are finite.", nameof(values));
            }
        }
    }

    private static bool IsSound(IsolationNode[] tree, int columns)
    {
        for (var place = 0; place < tree.Length; place++)
        {
            var node = tree[place];
            if (node.Feature >= columns || (node.Feature >= 0
                && (node.Left <= place || node.Right <= place || node.Left >= tree.Length || node.Right >= tree.Length)))
            {
                return false;
            }
        }

        return tree.Length > 0;
    }
}
