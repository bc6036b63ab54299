using FederatedSecure.Aggregation.Kernels;

namespace FederatedSecure.Aggregation.Columns;

/// <summary>sign(Σ sign(x_i)): −1, 0 or 1.</summary>
internal sealed class SignMajorityColumn : IColumnFunction
{
    public static SignMajorityColumn Instance { get; } = new();

    /// <inheritdoc/>
    public double Apply(ReadOnlySpan<double> column, Span<double> scratch) => Math.Sign(Balance(column));

    /// <inheritdoc/>
    public void Apply(ColumnStrip strip, Span<float> result)
    {
        strip.CountSigns();
        for (var c = 0; c < ColumnStrip.Width; c++)
        {
            result[c] = Math.Sign(strip.Balances[c]);
        }
    }

    /// <summary>Positive values less negative ones.</summary>
    internal static int Balance(ReadOnlySpan<double> column)
    {
        var balance = 0;
        foreach (var value in column)
        {
            balance += Math.Sign(value);
        }

        return balance;
    }
}
