namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion.Matching;

/// <summary>
/// Gives every row a column of its own so that the sum of costs is smallest: shortest augmenting paths with dual prices (Kuhn 1955,
/// Munkres 1957, in the form of Jonker and Volgenant 1987), in O(rows²·columns).
/// </summary>
internal static class Assignment
{
    /// <summary>The column of each row.</summary>
    /// <param name="costs">One array a row, all of the same length, which is at least the number of rows; finite.</param>
    /// <exception cref="ArgumentException">There are fewer columns than rows, or a cost is not finite.</exception>
    public static int[] Smallest(double[][] costs)
    {
        var (rows, columns) = (costs.Length, costs.Length == 0 ? 0 : costs[0].Length);
        if (columns < rows || costs.Any(row => row.Length != columns || !row.All(double.IsFinite)))
        {
            throw new ArgumentException("An assignment takes at least as many columns as rows, and costs that are finite.", nameof(costs));
        }

        // Number 0 stands for "none", in rows and columns.
        var (rowPrice, columnPrice, rowOf) = (new double[rows + 1], new double[columns + 1], new int[columns + 1]);
        for (var row = 1; row <= rows; row++)
        {
            Augment(costs, row, rowPrice, columnPrice, rowOf);
        }

        var columnOf = new int[rows];
        for (var column = 1; column <= columns; column++)
        {
            if (rowOf[column] > 0)
            {
                columnOf[rowOf[column] - 1] = column - 1;
            }
        }

        return columnOf;
    }

    /// <summary>Finds the cheapest way to a free column, on which every row met before moves on by one.</summary>
    private static void Augment(double[][] costs, int newRow, double[] rowPrice, double[] columnPrice, int[] rowOf)
    {
        var columns = columnPrice.Length - 1;
        var (distance, before, isDone) = (new double[columns + 1], new int[columns + 1], new bool[columns + 1]);
        Array.Fill(distance, double.PositiveInfinity);
        rowOf[0] = newRow;
        var current = 0;
        while (rowOf[current] != 0)
        {
            isDone[current] = true;
            var (row, next, step) = (rowOf[current], 0, double.PositiveInfinity);
            for (var column = 1; column <= columns; column++)
            {
                if (isDone[column])
                {
                    continue;
                }

                var reduced = costs[row - 1][column - 1] - rowPrice[row] - columnPrice[column];
                if (reduced < distance[column])
                {
                    (distance[column], before[column]) = (reduced, current);
                }

                if (distance[column] < step)
                {
                    (step, next) = (distance[column], column);
                }
            }

            for (var column = 0; column <= columns; column++)
            {
                if (isDone[column])
                {
                    rowPrice[rowOf[column]] += step;
                    columnPrice[column] -= step;
                }
                else
                {
                    distance[column] -= step;
                }
            }

            current = next;
        }

        while (current != 0)
        {
            rowOf[current] = rowOf[before[current]];
            current = before[current];
        }
    }
}
