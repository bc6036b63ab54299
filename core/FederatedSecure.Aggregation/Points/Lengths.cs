namespace FederatedSecure.Aggregation.Points;

/// <summary>Checks that vectors go together.</summary>
internal static class Lengths
{
    /// <exception cref="ArgumentException">There is no vector, one is empty, or one has another length than the first.</exception>
    internal static void Require<T>(IReadOnlyList<T> rows, Func<T, int> length)
    {
        if (rows.Count == 0)
        {
            throw new ArgumentException("There must be at least one vector.");
        }

        var first = length(rows[0]);
        if (first == 0)
        {
            throw new ArgumentException("Vectors must have at least one element.");
        }

        for (var row = 1; row < rows.Count; row++)
        {
            if (length(rows[row]) != first)
            {
                throw new ArgumentException(
                    $"Vectors must have one length: vector 0 has {first} elements, vector {row} has {length(rows[row])}.");
            }
        }
    }
}
