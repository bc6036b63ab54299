namespace FederatedSecure.Benchmarks.Figures;

/// <summary>Several runs of one measurement.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    public int Count => _values.Count;

    public void Add(double value) => _values.Add(value);

    /// <summary>The same runs in another unit.</summary>
    public Samples Select(Func<double, double> convert)
    {
        var converted = new Samples();
        _values.ForEach(value => converted.Add(convert(value)));
        return converted;
    }

    public double Median
    {
        get
        {
            var sorted = _values.Order().ToArray();
            return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
        }
    }

    /// <summary>"median (least–most)".</summary>
    public string Describe(string format) =>
        $"{Median.ToString(format)} ({_values.Min().ToString(format)}–{_values.Max().ToString(format)})";
}
