using FederatedSecure.Aggregation.Kernels;

namespace FederatedSecure.Aggregation.Columns;

/// <summary>The only row as it is.</summary>
internal sealed class OneRow : IColumnFunction
{
    public static OneRow Instance { get; } = new();

    /// <inheritdoc/>
    public double Apply(ReadOnlySpan<double> column, Span<double> scratch) => column[0];

    /// <inheritdoc/>
    public void Apply(ColumnStrip strip, Span<float> result) => strip.Values[..ColumnStrip.Width].CopyTo(result);
}
