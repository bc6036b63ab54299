using MathNet.Numerics.LinearAlgebra;

namespace FederatedSecure.Lab.RedTeam.Backdoors.Activations;

/// <summary>
/// Principal components: rows minus their mean, along the directions v₁, v₂, … of largest variance, which are the right singular vectors of
/// the centred matrix. Computed from the smaller of XᵀX and XXᵀ, so that many rows or many columns both are cheap.
/// </summary>
/// <remarks>The sign of a direction is arbitrary, and so is that of the scores.</remarks>
internal static class PrincipalComponents
{
    /// <summary>The scores of each row along the first directions; fewer where rows or columns are fewer.</summary>
    /// <param name="rows">At least one, all of the same length.</param>
    /// <param name="count">Directions.</param>
    /// <returns>One array a row, and the part of the variance that each direction explains; 0 where nothing varies.</returns>
    public static (double[][] Scores, double[] Explained) Of(double[][] rows, int count)
    {
        var x = Centred(rows);
        var isTall = x.ColumnCount <= x.RowCount;
        var decomposition = (isTall ? x.TransposeThisAndMultiply(x) : x.TransposeAndMultiply(x)).Evd(Symmetricity.Symmetric);
        double[] values = [.. decomposition.EigenValues.Select(value => Math.Max(0, value.Real))];
        var total = values.Sum();

        // Ascending, so the largest stand last.
        int[] places = [.. Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Take(count)];
        var directions = Matrix<double>.Build.DenseOfColumnVectors(places.Select(decomposition.EigenVectors.Column));
        var scores = isTall ? x * directions : directions;
        if (!isTall)
        {
            for (var i = 0; i < places.Length; i++)
            {
                scores.SetColumn(i, scores.Column(i) * Math.Sqrt(values[places[i]]));
            }
        }

        return (scores.ToRowArrays(), [.. places.Select(i => total > 0 ? values[i] / total : 0)]);
    }

    private static Matrix<double> Centred(double[][] rows)
    {
        var x = Matrix<double>.Build.DenseOfRowArrays(rows);
        var mean = x.ColumnSums() / x.RowCount;
        for (var i = 0; i < x.RowCount; i++)
        {
            x.SetRow(i, x.Row(i) - mean);
        }

        return x;
    }
}
