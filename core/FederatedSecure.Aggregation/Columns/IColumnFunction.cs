using FederatedSecure.Aggregation.Kernels;

namespace FederatedSecure.Aggregation.Columns;

/// <summary>Makes one value of the values of all rows at one coordinate.</summary>
internal interface IColumnFunction
{
    /// <summary>The definition.</summary>
    /// <param name="column">The values, in the order of the rows.</param>
    /// <param name="scratch">Space for as many.</param>
    double Apply(ReadOnlySpan<double> column, Span<double> scratch);

    /// <summary>The same for a strip of columns at once, in double precision, rounded to float at the end.</summary>
    /// <param name="strip">The rows.</param>
    /// <param name="result">One value per column of the strip.</param>
    void Apply(ColumnStrip strip, Span<float> result);
}
