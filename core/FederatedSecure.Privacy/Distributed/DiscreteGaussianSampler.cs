using FederatedSecure.Numerics;

namespace FederatedSecure.Privacy;

/// <summary>
/// Draws discrete Gaussian values in whole-number arithmetic: rejection from the discrete Laplace distribution (Canonne,
/// Kamath and Steinke, 2020, algorithms 1 to 3). Constant memory; about 1.5 tries a value. Not safe for several threads at once.
/// </summary>
/// <remarks>
/// Guaranteed: every value has exactly its probability for σ² = numerator/denominator, given uniform bits, except that values
/// beyond 64·(⌊σ⌋ + 1), which have a probability below e^−2000, are never drawn. Not guaranteed: constant time; who can measure the time
/// of single draws learns something about their size (Jin et al., 2022).
/// </remarks>
public sealed class DiscreteGaussianSampler
{
    /// <summary>The largest numerator of σ².</summary>
    public const long LargestNumerator = 1L << 36;

    /// <summary>The largest denominator of σ².</summary>
    public const long LargestDenominator = 1L << 16;

    private readonly RandomWords _words;
    private readonly ulong _numerator;
    private readonly ulong _denominator;
    private readonly ulong _scale;

    /// <param name="numerator">Of σ², from 1 to 2^36.</param>
    /// <param name="denominator">Of σ², from 1 to 2^16.</param>
    /// <param name="source">Random bits: a cryptographic source wherever privacy depends on it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public DiscreteGaussianSampler(long numerator, long denominator, IRandomSource source)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numerator, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numerator, LargestNumerator);
        ArgumentOutOfRangeException.ThrowIfLessThan(denominator, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(denominator, LargestDenominator);
        (_numerator, _denominator, _words) = ((ulong)numerator, (ulong)denominator, new RandomWords(source));

        // t = ⌊σ⌋ + 1; the root of a double is corrected to the whole root.
        var floor = (ulong)Math.Sqrt((double)_numerator / _denominator);
        while (floor * floor * _denominator > _numerator)
        {
            floor--;
        }

        while ((floor + 1) * (floor + 1) * _denominator <= _numerator)
        {
            floor++;
        }

        _scale = floor + 1;
    }

    /// <summary>One value.</summary>
    public long Next()
    {
        // (|y| − σ²/t)² / 2σ² = (|y|·d·t − n)² / (2·n·d·t²).
        var denominator = (UInt128)2 * _numerator * _denominator * _scale * _scale;
        while (true)
        {
            var value = Laplace();
            var size = (ulong)Math.Abs(value);
            if (size > 64 * _scale)
            {
                continue;
            }

            var product = (UInt128)size * _denominator * _scale;
            var distance = product > _numerator ? product - _numerator : _numerator - product;
            if (_words.IsExponential(distance * distance, denominator))
            {
                return value;
            }
        }
    }

    /// <summary>Fills a vector with independent values.</summary>
    public void Fill(Span<long> destination)
    {
        foreach (ref var value in destination)
        {
            value = Next();
        }
    }

    /// <summary>A whole number with probability proportional to e^(−|y|/t) (algorithm 2).</summary>
    private long Laplace()
    {
        while (true)
        {
            var remainder = (ulong)_words.Below(_scale);
            if (!_words.IsExponential(remainder, _scale))
            {
                continue;
            }

            var quotient = 0UL;
            while (_words.IsExponential(1, 1))
            {
                quotient++;
            }

            var size = remainder + (_scale * quotient);
            var isNegative = (_words.Next() & 1) == 1;
            if (!(isNegative && size == 0))
            {
                return isNegative ? -(long)size : (long)size;
            }
        }
    }
}
