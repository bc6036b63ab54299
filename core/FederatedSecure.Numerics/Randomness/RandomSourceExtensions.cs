using System.Runtime.InteropServices;

namespace FederatedSecure.Numerics;

/// <summary>Distributions on top of random bytes.</summary>
/// <remarks>
/// Integers, <see cref="NextDouble"/> and shuffles are the same on every machine for the same bytes. Gaussian, gamma and
/// Dirichlet values use the C library's logarithm, cosine and power, whose last bit differs between operating systems.
/// </remarks>
public static class RandomSourceExtensions
{
    /// <summary>A uniform 64-bit word.</summary>
    public static ulong NextUInt64(this IRandomSource source)
    {
        var value = 0UL;
        source.Fill(MemoryMarshal.AsBytes(new Span<ulong>(ref value)));
        return BitConverter.IsLittleEndian ? value : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
    }

    /// <summary>A uniform integer from 0 to below <paramref name="exclusiveMaximum"/>, without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not positive.</exception>
    public static int NextInt32(this IRandomSource source, int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);

        // Lemire, "Fast random integer generation in an interval", 2019: reject the words that would be hit once too often.
        var bound = (ulong)exclusiveMaximum;
        var threshold = (0UL - bound) % bound;
        while (true)
        {
            var high = Math.BigMul(source.NextUInt64(), bound, out var low);
            if (low >= threshold)
            {
                return (int)high;
            }
        }
    }

    /// <summary>A uniform multiple of 2⁻⁵³ in [0, 1).</summary>
    public static double NextDouble(this IRandomSource source) => (source.NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A standard normal value (Box and Muller, 1958).</summary>
    public static double NextGaussian(this IRandomSource source)
    {
        // 1 − u lies in (0, 1], so that the logarithm is finite.
        var radius = Math.Sqrt(-2 * Math.Log(1 - source.NextDouble()));
        return radius * Math.Cos(2 * Math.PI * source.NextDouble());
    }

    /// <summary>A Gamma(shape, 1) value (Marsaglia and Tsang, 2000).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The shape is not positive and finite.</exception>
    public static double NextGamma(this IRandomSource source, double shape)
    {
        if (!(shape > 0) || double.IsInfinity(shape))
        {
            throw new ArgumentOutOfRangeException(nameof(shape), shape, "The shape of a gamma distribution is positive and finite.");
        }

        if (shape < 1)
        {
            // Gamma(a) = Gamma(a + 1) · U^(1/a).
            return source.NextGamma(shape + 1) * Math.Pow(1 - source.NextDouble(), 1 / shape);
        }

        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = source.NextGaussian();
            var root = 1 + (c * x);
            var v = root * root * root;
            if (root > 0 && Math.Log(1 - source.NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }

    /// <summary>Fills the destination with a draw of the symmetric Dirichlet distribution: non-negative, summing to 1.</summary>
    /// <param name="source">Random bits.</param>
    /// <param name="destination">Receives the probabilities.</param>
    /// <param name="alpha">Concentration, above 0 and at most 10¹⁰⁰; small values put nearly everything on few entries.</param>
    /// <exception cref="ArgumentOutOfRangeException">The concentration is outside its range.</exception>
    public static void NextDirichlet(this IRandomSource source, Span<double> destination, double alpha)
    {
        if (!(alpha is > 0 and <= 1e100))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "The concentration of a Dirichlet distribution is above 0 and at most 1e100.");
        }

        if (destination.IsEmpty)
        {
            return;
        }

        var sum = 0.0;
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = source.NextGamma(alpha);
            sum += destination[i];
        }

        if (sum == 0)
        {
            // Every gamma value underflowed, which happens for tiny alpha: there the distribution is a single spike.
            destination[source.NextInt32(destination.Length)] = 1;
            return;
        }

        foreach (ref var value in destination)
        {
            value /= sum;
        }
    }

    /// <summary>Brings the values into uniformly random order (Fisher and Yates).</summary>
    public static void Shuffle<T>(this IRandomSource source, Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = source.NextInt32(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
