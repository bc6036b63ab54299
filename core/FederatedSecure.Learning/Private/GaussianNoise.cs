using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Numerics;

namespace FederatedSecure.Learning.Private;

/// <summary>Normal variates of a cryptographic source, in double precision.</summary>
/// <remarks>
/// <para>A floating-point Gaussian has gaps among its values that depend on how it was made, and an observer who looks at the last
/// bits of a sum of a value and such noise can tell values apart (Mironov, CCS 2012). Each variate here is half the sum of four
/// from the Box–Muller method, so that its last bits come of more random bits than anybody can search through (Holohan and
/// Braghin, ESORICS 2021); and the sum of value and noise is computed in double precision and rounded to single precision, whose
/// spacing is 2^29 times as wide.</para>
/// <para>Box–Muller: √(−2·ln u)·cos(2πv) and the same with the sine, u in (0, 1], v in [0, 1), multiples of 2^−53. Largest value of a
/// variate: 2·√(2·53·ln 2) ≈ 17, beyond which a normal distribution has less than 2^−210 of its mass.</para>
/// </remarks>
internal sealed class GaussianNoise(IRandomSource random) : IDisposable
{
    private const int Block = 1024;
    private readonly NoiseStream _stream = new(random);
    private readonly ulong[] _bits = new ulong[2 * Block];
    private readonly double[] _radii = new double[Block];
    private readonly double[] _angles = new double[Block];
    private readonly double[] _sines = new double[Block];
    private readonly double[] _cosines = new double[Block];

    /// <summary>values_i ← values_i + N(0, deviation²).</summary>
    public void AddTo(Span<double> values, double deviation)
    {
        // Each turn of Box–Muller gives 2·Block variates; two turns are added up twice.
        for (var start = 0; start < values.Length; start += Block)
        {
            var part = values[start..Math.Min(start + Block, values.Length)];
            for (var turn = 0; turn < 2; turn++)
            {
                BoxMuller();
                TensorPrimitives.MultiplyAdd(_cosines.AsSpan(0, part.Length), deviation / 2, part, part);
                TensorPrimitives.MultiplyAdd(_sines.AsSpan(0, part.Length), deviation / 2, part, part);
            }
        }
    }

    /// <summary>One variate.</summary>
    public double Next()
    {
        Span<double> one = [0];
        AddTo(one, 1);
        return one[0];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_bits.AsSpan()));
        foreach (var buffer in new[] { _radii, _angles, _sines, _cosines })
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(buffer.AsSpan()));
        }
    }

    private void BoxMuller()
    {
        const double unit = 1.0 / (1UL << 53);
        _stream.Fill(_bits);
        for (var i = 0; i < Block; i++)
        {
            _radii[i] = ((_bits[i] >> 11) + 1) * unit;
            _angles[i] = (_bits[Block + i] >> 11) * (unit * 2 * Math.PI);
        }

        TensorPrimitives.Log(_radii, _radii);
        TensorPrimitives.Multiply(_radii, -2, _radii);
        TensorPrimitives.Sqrt(_radii, _radii);
        TensorPrimitives.SinCos(_angles, _sines, _cosines);
        TensorPrimitives.Multiply(_sines, _radii, _sines);
        TensorPrimitives.Multiply(_cosines, _radii, _cosines);
    }
}
