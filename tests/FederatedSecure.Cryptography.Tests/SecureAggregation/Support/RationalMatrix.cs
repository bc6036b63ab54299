using System.Numerics;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation.Support;

/// <summary>The rank over the rationals by Bareiss elimination in whole numbers: slow, exact, with nothing in common with what it judges.</summary>
internal static class RationalMatrix
{
    public static int Rank(IEnumerable<int[]> rows)
    {
        var matrix = rows.Select(row => row.Select(value => (BigInteger)value).ToArray()).ToArray();
        var (rank, previous) = (0, BigInteger.One);
        for (var column = 0; matrix.Length > 0 && column < matrix[0].Length && rank < matrix.Length; column++)
        {
            var found = Array.FindIndex(matrix, rank, row => !row[column].IsZero);
            if (found < 0)
            {
                continue;
            }

            (matrix[rank], matrix[found]) = (matrix[found], matrix[rank]);
            var pivot = matrix[rank];
            foreach (var row in matrix.Skip(rank + 1))
            {
                var factor = row[column];
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = ((row[i] * pivot[column]) - (pivot[i] * factor)) / previous;
                }
            }

            (rank, previous) = (rank + 1, pivot[column]);
        }

        return rank;
    }

    /// <summary>Whether a vector is a combination of the rows.</summary>
    public static bool Spans(IReadOnlyCollection<int[]> rows, int[] vector) => Rank(rows.Append(vector)) == Rank(rows);
}
