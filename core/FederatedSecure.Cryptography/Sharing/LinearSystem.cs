using FederatedSecure.Cryptography.Lattice;

namespace FederatedSecure.Cryptography.Sharing;

/// <summary>Linear equations over Z_q.</summary>
internal static class LinearSystem
{
    /// <summary>One solution, free unknowns being zero; null where there is none. Changes the rows.</summary>
    /// <param name="rows">Coefficients, then the right-hand side.</param>
    /// <param name="unknowns">Number of unknowns.</param>
    /// <param name="modulus">The prime q.</param>
    public static ulong[]? Solve(ulong[][] rows, int unknowns, Modulus modulus)
    {
        var pivots = new List<int>();
        for (var column = 0; column < unknowns && pivots.Count < rows.Length; column++)
        {
            var rank = pivots.Count;
            var found = Array.FindIndex(rows, rank, r => r[column] != 0);
            if (found < 0)
            {
                continue;
            }

            (rows[rank], rows[found]) = (rows[found], rows[rank]);
            Scale(rows[rank], modulus.Invert(rows[rank][column]), modulus);
            foreach (var row in rows.Where(r => r != rows[rank] && r[column] != 0))
            {
                SubtractScaled(row, rows[rank], row[column], modulus);
            }

            pivots.Add(column);
        }

        if (rows.Skip(pivots.Count).Any(r => r[unknowns] != 0))
        {
            return null;
        }

        var solution = new ulong[unknowns];
        for (var i = 0; i < pivots.Count; i++)
        {
            solution[pivots[i]] = rows[i][unknowns];
        }

        return solution;
    }

    private static void Scale(ulong[] row, ulong factor, Modulus modulus)
    {
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = modulus.Multiply(row[i], factor);
        }
    }

    private static void SubtractScaled(ulong[] row, ulong[] pivot, ulong factor, Modulus modulus)
    {
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = modulus.Subtract(row[i], modulus.Multiply(pivot[i], factor));
        }
    }
}
