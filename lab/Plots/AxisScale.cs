using System.Globalization;

namespace FederatedSecure.Lab.Plots;

/// <summary>Where values stand on an axis, linear or logarithmic, and which of them are named.</summary>
internal sealed class AxisScale
{
    private readonly double _from;
    private readonly double _to;
    private readonly bool _isLogarithmic;

    private AxisScale(double from, double to, bool isLogarithmic, IReadOnlyList<double> ticks)
    {
        _from = from;
        _to = to;
        _isLogarithmic = isLogarithmic;
        Ticks = ticks;
    }

    /// <summary>Values to name, rising.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>The smallest value that has a place: on a logarithmic axis nothing has that is not above 0.</summary>
    public double Smallest => _isLogarithmic ? Math.Pow(10, _from) : _from;

    /// <summary>From 0 or below to the largest value, in steps of 1, 2 or 5 times a power of ten.</summary>
    public static AxisScale Linear(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        var (low, high) = (Math.Min(0, finite.DefaultIfEmpty(0).Min()), Math.Max(0, finite.DefaultIfEmpty(1).Max()));
        if (high - low < 1e-12)
        {
            high = low + 1;
        }

        var rough = (high - low) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = new[] { 1.0, 2, 5, 10 }.First(factor => factor * power >= rough * 0.999) * power;
        var (first, last) = (Math.Floor((low / step) + 1e-9), Math.Ceiling((high / step) - 1e-9));
        return new AxisScale(first * step, last * step, false, [.. Enumerable.Range((int)first, (int)(last - first) + 1).Select(i => i * step)]);
    }

    /// <summary>Whole powers of ten around the values that are above 0; at least one of them.</summary>
    public static AxisScale Logarithmic(IEnumerable<double> values)
    {
        double[] usable = [.. values.Where(value => double.IsFinite(value) && value > 0)];
        var low = Math.Max(-12, Math.Floor(Math.Log10(usable.DefaultIfEmpty(0.1).Min()) + 1e-9));
        var high = Math.Max(low + 1, Math.Ceiling(Math.Log10(usable.DefaultIfEmpty(1).Max()) - 1e-9));
        return new AxisScale(low, high, true, [.. Enumerable.Range((int)low, (int)(high - low) + 1).Select(power => Math.Pow(10, power))]);
    }

    /// <summary>The place of a value, from 0 to 1; of one beyond the ends, the end.</summary>
    public double Place(double value) =>
        Math.Clamp(((_isLogarithmic ? Math.Log10(Math.Max(value, Smallest)) : value) - _from) / (_to - _from), 0, 1);

    /// <summary>A value for the axis: powers of ten as such where they are far from 1.</summary>
    public string Name(double tick) =>
        _isLogarithmic && tick < 1e-3 ? tick.ToString("0E-0", CultureInfo.InvariantCulture) : Math.Round(tick, 12).ToString("0.######", CultureInfo.InvariantCulture);
}
