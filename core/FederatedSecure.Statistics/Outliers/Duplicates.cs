using System.Runtime.InteropServices;

namespace FederatedSecure.Statistics.Outliers;

/// <summary>
/// Records with exactly the same values. A duplicate weighs twice in training and crosses from training into validation; duplicates with
/// different labels contradict each other.
/// </summary>
public static class Duplicates
{
    /// <summary>For each record, the first one with the same values: its own place where it is the first.</summary>
    /// <param name="values">Records one after another.</param>
    /// <param name="columns">Values in one record.</param>
    public static int[] FirstOccurrences(ReadOnlySpan<float> values, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var first = new int[values.Length / columns];

        // Hash first, compare always: two records with one hash need not be equal.
        var seen = new Dictionary<int, List<int>>();
        for (var i = 0; i < first.Length; i++)
        {
            var record = values.Slice(i * columns, columns);
            var hash = default(HashCode);
            hash.AddBytes(MemoryMarshal.AsBytes(record));
            ref var places = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, hash.ToHashCode(), out _);
            places ??= [];
            first[i] = i;
            foreach (var place in places)
            {
                if (values.Slice(place * columns, columns).SequenceEqual(record))
                {
                    first[i] = place;
                    break;
                }
            }

            if (first[i] == i)
            {
                places.Add(i);
            }
        }

        return first;
    }
}
