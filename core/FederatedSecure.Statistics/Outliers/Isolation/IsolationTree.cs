using FederatedSecure.Numerics;

namespace FederatedSecure.Statistics.Outliers.Isolation;

/// <summary>
/// A tree that splits its records at random until each is alone or the height is ⌈log₂ ψ⌉ (Liu, Ting &amp; Zhou, ICDM 2008, algorithm 2).
/// </summary>
internal static class IsolationTree
{
    /// <summary>Grows a tree.</summary>
    /// <param name="values">Records of the whole sample, one after another.</param>
    /// <param name="columns">Values in one record.</param>
    /// <param name="records">The subsample, ψ records. Brought into another order.</param>
    /// <param name="random">Draws features and thresholds.</param>
    public static IsolationNode[] Grow(ReadOnlySpan<float> values, int columns, Span<int> records, SeededRandomSource random)
    {
        var limit = (int)Math.Ceiling(Math.Log2(Math.Max(records.Length, 2)));
        var nodes = new List<IsolationNode>((2 * records.Length) - 1);
        var features = new int[columns];
        for (var i = 0; i < columns; i++)
        {
            features[i] = i;
        }

        Split(values, records, depth: 0, limit, features, nodes, random);
        return [.. nodes];
    }

    /// <summary>h(x): edges to the leaf, and c(size) for the records that were left together there.</summary>
    public static double Length(ReadOnlySpan<IsolationNode> nodes, ReadOnlySpan<float> record)
    {
        var place = 0;
        while (nodes[place] is { Feature: >= 0 } node)
        {
            place = record[node.Feature] < node.Threshold ? node.Left : node.Right;
        }

        return nodes[place].Threshold;
    }

    private static int Split(
        ReadOnlySpan<float> values, Span<int> records, int depth, int limit, int[] features, List<IsolationNode> nodes, SeededRandomSource random)
    {
        var place = nodes.Count;
        nodes.Add(new IsolationNode(-1, depth + PathLength.Expected(records.Length), 0, 0));
        if (depth >= limit || records.Length <= 1 || Draw(values, records, features, random) is not var (feature, least, most))
        {
            return place;
        }

        // In (least, most], so that either side gets a record.
        var threshold = least + ((1 - random.NextDouble()) * ((double)most - least));
        var left = 0;
        for (var i = 0; i < records.Length; i++)
        {
            if (values[(records[i] * features.Length) + feature] < threshold)
            {
                (records[i], records[left]) = (records[left], records[i]);
                left++;
            }
        }

        var leftPlace = Split(values, records[..left], depth + 1, limit, features, nodes, random);
        nodes[place] = new IsolationNode(
            feature, threshold, leftPlace, Split(values, records[left..], depth + 1, limit, features, nodes, random));
        return place;
    }

    /// <summary>A random feature in which the records differ, with its range; null where all records are equal.</summary>
    private static (int Feature, float Least, float Most)? Draw(
        ReadOnlySpan<float> values, ReadOnlySpan<int> records, int[] features, SeededRandomSource random)
    {
        for (var left = features.Length; left > 0; left--)
        {
            var pick = random.NextInt32(left);
            var feature = features[pick];
            (features[pick], features[left - 1]) = (features[left - 1], feature);
            var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
            foreach (var record in records)
            {
                var value = values[(record * features.Length) + feature];
                least = Math.Min(least, value);
                most = Math.Max(most, value);
            }

            if (least < most)
            {
                return (feature, least, most);
            }
        }

        return null;
    }
}
