using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FederatedSecure.Cryptography.Packing.Kernels;

/// <summary>Stochastic rounding, four values at a time; the scalar form defines the result.</summary>
internal static class QuantizeKernels
{
    /// <summary>2^52: added to an integer below it, it shifts the integer into the lower bits of the double.</summary>
    private const double Magic = 1L << 52;

    /// <summary>quantized[i] = ⌊(clip(scale·x[i], ±cut) + range)·largest/(2·range) + u[i]·2^−32⌋, at most largest.</summary>
    /// <param name="values">x.</param>
    /// <param name="scale">The factor.</param>
    /// <param name="cut">What values are cut to, at most the range.</param>
    /// <param name="range">The range: what 0 and the largest result stand for.</param>
    /// <param name="largest">The largest result.</param>
    /// <param name="random">Two numbers u of 32 bits per word, the lower half first.</param>
    /// <param name="quantized">Receives the results.</param>
    public static void Quantize(
        ReadOnlySpan<float> values, double scale, double cut, double range, uint largest, ReadOnlySpan<ulong> random, Span<uint> quantized)
    {
        ref var x = ref MemoryMarshal.GetReference(values);
        ref var u = ref MemoryMarshal.GetReference(random);
        ref var destination = ref MemoryMarshal.GetReference(quantized);
        var (factor, low, high, offset) = (Vector256.Create(scale), Vector256.Create(-cut), Vector256.Create(cut), Vector256.Create(range));
        var (step, top, magic) = (Vector256.Create(largest / (2 * range)), Vector256.Create((double)largest), Vector256.Create(Magic));
        var unit = Vector256.Create(Math.ScaleB(1, -32));
        var i = 0;
        for (; i <= values.Length - 4; i += 4)
        {
            var (first, second) = Vector128.Widen(Vector128.LoadUnsafe(ref u, (nuint)(i / 2)).AsUInt32());
            var chance = (Vector256.Create(first, second) | magic.AsUInt64()).AsDouble() - magic;
            var clipped = Vector256.MinNative(Vector256.MaxNative(Widen(Vector128.LoadUnsafe(ref x, (nuint)i)) * factor, low), high);
            var value = Vector256.MinNative(Vector256.Floor(((clipped + offset) * step) + (chance * unit)), top);
            var integers = (value + magic).AsUInt64();
            Vector128.Narrow(integers.GetLower(), integers.GetUpper()).StoreUnsafe(ref destination, (nuint)i);
        }

        for (; i < values.Length; i++)
        {
            var word = random[i / 2];
            quantized[i] = Quantize(values[i], scale, cut, range, largest, (uint)(i % 2 == 0 ? word : word >> 32));
        }
    }

    private static Vector256<double> Widen(Vector128<float> x)
    {
        if (Avx.IsSupported)
        {
            // One instruction instead of three; the portable form is not recognised as such.
            return Avx.ConvertToVector256Double(x);
        }

        var (lower, upper) = Vector128.Widen(x);
        return Vector256.Create(lower, upper);
    }

    public static uint Quantize(float x, double scale, double cut, double range, uint largest, uint u)
    {
        var clipped = Math.Min(Math.Max(x * scale, -cut), cut);
        var value = Math.Floor(((clipped + range) * (largest / (2 * range))) + (u * Math.ScaleB(1, -32)));
        return (uint)Math.Min(value, largest);
    }
}
