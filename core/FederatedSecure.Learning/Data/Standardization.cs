namespace FederatedSecure.Learning.Data;

/// <summary>
/// Brings numeric features to mean 0 and standard deviation 1. The statistics are those of the site's own training split: they
/// stay at the site, and say nothing about its validation data.
/// </summary>
public sealed class Standardization
{
    private readonly (int Feature, float Mean, float Scale)[] _columns;

    private Standardization((int, float, float)[] columns) => _columns = columns;

    /// <summary>Learns the statistics.</summary>
    public static Standardization Fit(DataSet training)
    {
        var length = training.RecordLength;
        var columns = new (int, float, float)[training.Standardized.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            var feature = training.Standardized[i];
            // Welford 1962: one pass, no cancellation.
            double mean = 0, squares = 0;
            for (var record = 0; record < training.Count; record++)
            {
                double value = training.Features[(record * length) + feature];
                var delta = value - mean;
                mean += delta / (record + 1);
                squares += delta * (value - mean);
            }

            var deviation = Math.Sqrt(squares / Math.Max(1, training.Count));
            // A constant feature becomes 0 and is not blown up.
            columns[i] = (feature, (float)mean, deviation > 1e-12 ? (float)(1 / deviation) : 0);
        }

        return new Standardization(columns);
    }

    /// <summary>A copy with standardized features.</summary>
    public DataSet Apply(DataSet data)
    {
        if (_columns.Length == 0)
        {
            return data;
        }

        var length = data.RecordLength;
        var features = (float[])data.Features.Clone();
        for (var record = 0; record < data.Count; record++)
        {
            foreach (var (feature, mean, scale) in _columns)
            {
                ref var value = ref features[(record * length) + feature];
                value = (value - mean) * scale;
            }
        }

        return data with { Features = features };
    }
}
