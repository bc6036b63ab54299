namespace FederatedSecure.Lab.Plots;

/// <summary>Places on an axis that are easy to read.</summary>
internal static class Ticks
{
    private static readonly int[] Factors = [1, 2, 5, 10];

    /// <summary>Multiples of 1, 2 or 5 times a power of ten, about five of them.</summary>
    /// <example>Up to 600: 0, 200, 400, 600.</example>
    public static IEnumerable<double> Upto(double largest)
    {
        var rough = largest / 4;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = Math.Max(1, Factors.First(factor => factor * power >= rough * 0.999) * power);
        for (var i = 0; i * step <= largest * 1.0001; i++)
        {
            yield return i * step;
        }
    }
}
