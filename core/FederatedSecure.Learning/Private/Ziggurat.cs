using System.Runtime.CompilerServices;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// Standard normal variates by the ziggurat of 256 layers: Marsaglia and Tsang, "The ziggurat method for generating random
/// variables" (J. Stat. Soft. 5(8), 2000), with the numbering, and the independent bits for layer and place, of Doornik, "An improved ziggurat method to
/// generate normal random samples" (2005).
/// </summary>
/// <remarks>
/// Layers of equal area V lie on top of each other under f(x) = e^(−x²/2); layer 0 is the rectangle up to R and the tail beyond it. A
/// random layer and a random place in it are accepted at once where the layer above is as wide (98.8 %), else by comparing with
/// f. Exact but for rounding: the places of a layer are 2^53 midpoints, the tail's 2^64.
/// </remarks>
internal sealed class Ziggurat
{
    private const int Layers = 256;

    /// <summary>R, where the tail begins, and V, the area of a layer: Doornik's table 1.</summary>
    private const double TailStart = 3.6541528853610088, Area = 4.92867323399e-3;

    private const double HalfPlaces = 1L << 52;

    /// <summary>x_i: how wide layer i is, widest first; layer 0 as wide as a rectangle of its area would be.</summary>
    private static readonly double[] Widths = MakeWidths();

    /// <summary>x_i/2^52 by layer, and the places of layer i that lie under layer i + 1.</summary>
    private static readonly double[] Steps = [.. Widths[..Layers].Select(width => width / HalfPlaces)];

    private static readonly long[] Inner = [.. Enumerable.Range(0, Layers).Select(i => (long)(Widths[i + 1] / Widths[i] * HalfPlaces))];

    /// <summary>A variate of one word, or, once in about 80 times, of none: then <see cref="Rare"/> must decide.</summary>
    /// <param name="word">64 uniform bits: the lowest eight choose the layer, the highest 53 the place.</param>
    /// <param name="variate">The place.</param>
    /// <returns>Whether the place is accepted at once.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryUsual(ulong word, out double variate)
    {
        var layer = (byte)word;
        var place = (long)word >> 11;
        // The middle of a place, so that both signs have the same ones.
        variate = (place + 0.5) * Steps[layer];
        return (place ^ (place >> 63)) < Inner[layer];
    }

    /// <summary>The tail, and the edges of layers.</summary>
    /// <param name="word">What <see cref="TryUsual"/> was given.</param>
    /// <param name="variate">What it found; replaced by one of the tail in layer 0.</param>
    /// <param name="next">More random words.</param>
    /// <returns>False where the place is outside of the curve: begin again with another word.</returns>
    public static bool Rare(ulong word, ref double variate, Func<ulong> next)
    {
        var layer = (byte)word;
        if (layer == 0)
        {
            variate = Math.CopySign(Tail(next), variate);
            return true;
        }

        var (outer, inner) = (Density(Widths[layer]), Density(Widths[layer + 1]));
        return outer + (Uniform(next()) * (inner - outer)) < Density(variate);
    }

    /// <summary>Marsaglia (1964): beyond R by −ln(u)/R, accepted with probability e^(−x²/2).</summary>
    private static double Tail(Func<ulong> next)
    {
        while (true)
        {
            var beyond = -Math.Log(Uniform(next())) / TailStart;
            if (-2 * Math.Log(Uniform(next())) >= beyond * beyond)
            {
                return TailStart + beyond;
            }
        }
    }

    /// <summary>In (0, 1], with all 64 bits where it is small.</summary>
    private static double Uniform(ulong word) => (word + 0.5) * (1.0 / (1UL << 63) / 2);

    private static double Density(double x) => Math.Exp(-0.5 * x * x);

    private static double[] MakeWidths()
    {
        var widths = new double[Layers + 1];
        widths[0] = Area / Density(TailStart);
        widths[1] = TailStart;
        for (var i = 2; i < Layers; i++)
        {
            widths[i] = Math.Sqrt(-2 * Math.Log((Area / widths[i - 1]) + Density(widths[i - 1])));
        }

        return widths;
    }
}
