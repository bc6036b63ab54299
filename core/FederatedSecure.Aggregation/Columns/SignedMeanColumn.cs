using FederatedSecure.Aggregation.Kernels;

namespace FederatedSecure.Aggregation.Columns;

/// <summary>The mean where |Σ sign(x_i)| reaches a threshold, the mean turned around elsewhere.</summary>
internal sealed class SignedMeanColumn(double threshold) : IColumnFunction
{
    /// <inheritdoc/>
    public double Apply(ReadOnlySpan<double> column, Span<double> scratch)
    {
        var sum = 0.0;
        foreach (var value in column)
        {
            sum += value;
        }

        return Turn(sum / column.Length, SignMajorityColumn.Balance(column));
    }

    /// <inheritdoc/>
    public void Apply(ColumnStrip strip, Span<float> result)
    {
        strip.CountSigns();
        strip.Sum();
        for (var c = 0; c < ColumnStrip.Width; c++)
        {
            result[c] = (float)Turn(strip.Sums[c] / strip.Rows, strip.Balances[c]);
        }
    }

    private double Turn(double mean, int balance) => Math.Abs(balance) >= threshold ? mean : 0 - mean;
}
