using System.Numerics;

namespace FederatedSecure.Privacy;

/// <summary>
/// The discrete Fourier transform of a power-of-two length over separate real and imaginary parts. The forward transform
/// leaves its result in bit-reversed order and the backward one takes it so: between them only products of equal places
/// happen, and two permutations are saved.
/// </summary>
internal sealed class FourierTransform
{
    private readonly double[] _cosines;
    private readonly double[] _sines;

    /// <param name="length">N, a power of two.</param>
    public FourierTransform(int length)
    {
        Length = length;

        // The m twiddle factors e^(−πi·k/m) of the stage with halves of m lie at m … 2m − 1.
        _cosines = new double[Math.Max(2, length)];
        _sines = new double[Math.Max(2, length)];
        for (var half = length / 2; half >= 1; half /= 2)
        {
            var longest = half == length / 2;
            for (var k = 0; k < half; k++)
            {
                if (longest)
                {
                    (_sines[half + k], _cosines[half + k]) = Math.SinCos(-Math.PI * k / half);
                }
                else
                {
                    (_sines[half + k], _cosines[half + k]) = (_sines[(2 * half) + (2 * k)], _cosines[(2 * half) + (2 * k)]);
                }
            }
        }
    }

    /// <summary>N.</summary>
    public int Length { get; }

    /// <summary>Where the forward transform puts frequency k.</summary>
    public int Place(int k)
    {
        var bits = BitOperations.Log2((uint)Length);
        var reversed = 0;
        for (var i = 0; i < bits; i++)
        {
            reversed = (reversed << 1) | ((k >> i) & 1);
        }

        return reversed;
    }

    /// <summary>X_k = Σ x_j·e^(−2πi·jk/N), in bit-reversed order.</summary>
    public void Forward(Span<double> real, Span<double> imaginary)
    {
        for (var half = Length / 2; half >= 1; half /= 2)
        {
            for (var start = 0; start < Length; start += 2 * half)
            {
                var r0 = real.Slice(start, half);
                var r1 = real.Slice(start + half, half);
                var i0 = imaginary.Slice(start, half);
                var i1 = imaginary.Slice(start + half, half);
                var cosines = _cosines.AsSpan(half, half);
                var sines = _sines.AsSpan(half, half);
                var k = 0;
                for (; k <= half - Vector<double>.Count; k += Vector<double>.Count)
                {
                    var (ar, ai) = (new Vector<double>(r0[k..]), new Vector<double>(i0[k..]));
                    var (br, bi) = (new Vector<double>(r1[k..]), new Vector<double>(i1[k..]));
                    var (c, s) = (new Vector<double>(cosines[k..]), new Vector<double>(sines[k..]));
                    (ar + br).CopyTo(r0[k..]);
                    (ai + bi).CopyTo(i0[k..]);
                    var (dr, di) = (ar - br, ai - bi);
                    ((dr * c) - (di * s)).CopyTo(r1[k..]);
                    ((dr * s) + (di * c)).CopyTo(i1[k..]);
                }

                for (; k < half; k++)
                {
                    var (dr, di) = (r0[k] - r1[k], i0[k] - i1[k]);
                    (r0[k], i0[k]) = (r0[k] + r1[k], i0[k] + i1[k]);
                    (r1[k], i1[k]) = ((dr * cosines[k]) - (di * sines[k]), (dr * sines[k]) + (di * cosines[k]));
                }
            }
        }
    }

    /// <summary>N·x_j = Σ X_k·e^(2πi·jk/N), from bit-reversed order.</summary>
    public void Backward(Span<double> real, Span<double> imaginary)
    {
        for (var half = 1; half < Length; half *= 2)
        {
            for (var start = 0; start < Length; start += 2 * half)
            {
                var r0 = real.Slice(start, half);
                var r1 = real.Slice(start + half, half);
                var i0 = imaginary.Slice(start, half);
                var i1 = imaginary.Slice(start + half, half);
                var cosines = _cosines.AsSpan(half, half);
                var sines = _sines.AsSpan(half, half);
                var k = 0;
                for (; k <= half - Vector<double>.Count; k += Vector<double>.Count)
                {
                    var (br, bi) = (new Vector<double>(r1[k..]), new Vector<double>(i1[k..]));
                    var (c, s) = (new Vector<double>(cosines[k..]), new Vector<double>(sines[k..]));
                    var (tr, ti) = ((br * c) + (bi * s), (bi * c) - (br * s));
                    var (ar, ai) = (new Vector<double>(r0[k..]), new Vector<double>(i0[k..]));
                    (ar + tr).CopyTo(r0[k..]);
                    (ai + ti).CopyTo(i0[k..]);
                    (ar - tr).CopyTo(r1[k..]);
                    (ai - ti).CopyTo(i1[k..]);
                }

                for (; k < half; k++)
                {
                    var (tr, ti) = ((r1[k] * cosines[k]) + (i1[k] * sines[k]), (i1[k] * cosines[k]) - (r1[k] * sines[k]));
                    (r1[k], i1[k]) = (r0[k] - tr, i0[k] - ti);
                    (r0[k], i0[k]) = (r0[k] + tr, i0[k] + ti);
                }
            }
        }
    }
}
