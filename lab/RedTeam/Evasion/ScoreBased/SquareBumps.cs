namespace FederatedSecure.Lab.RedTeam.Evasion.ScoreBased;

/// <summary>η of the Square attack for L2: two bumps of opposite sign side by side, of length 1, each a pyramid of nested rectangles.</summary>
internal static class SquareBumps
{
    /// <summary>Row after row; lying on the side where <paramref name="isTurned"/>, and always for a single row.</summary>
    public static float[] Of(int rows, int columns, bool isTurned)
    {
        var values = new float[rows * columns];
        var isSideBySide = rows == 1 || (isTurned && columns > 1);
        var (length, across) = isSideBySide ? (columns, rows) : (rows, columns);
        var half = length / 2;
        for (var i = 0; i < length; i++)
        {
            for (var j = 0; j < across; j++)
            {
                var value = i < half ? Pyramid(i, half, j, across) : -Pyramid(i - half, length - half, j, across);
                values[isSideBySide ? (j * columns) + i : (i * columns) + j] = value;
            }
        }

        var norm = MathF.Sqrt(values.Sum(value => value * value));
        return Array.ConvertAll(values, value => value / norm);
    }

    /// <summary>Σ 1/(k + 1)² over the nested rectangles, grown by one from the middle each, that hold the place.</summary>
    private static float Pyramid(int i, int rows, int j, int columns)
    {
        var (middleRow, middleColumn) = (rows / 2, columns / 2);
        var sum = 0f;
        for (var k = Math.Max(Math.Abs(i - middleRow), Math.Abs(j - middleColumn)); k <= Math.Max(middleRow, middleColumn); k++)
        {
            sum += 1f / ((k + 1) * (k + 1));
        }

        return sum;
    }
}
