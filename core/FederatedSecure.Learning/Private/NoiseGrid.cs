using System.Numerics.Tensors;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// What is released of a sum: round((sum + s·z)/h)·h/batch, with s = σC the noise's deviation, z standard normal, and h = 2^(⌊log₂ s⌋ − 10) a power
/// of two that depends on the noise alone.
/// </summary>
/// <remarks>
/// <para>Floating-point samples of a normal distribution have gaps, and which values they can take after a number was added tells that number:
/// differential privacy is lost in the last bits (Mironov, "On significance of the least significant bits for differential privacy",
/// CCS 2012). His remedy is to release multiples of a step that is coarse beside the samples' resolution, the same whatever the data; this is
/// that step.</para>
/// <para>Guaranteed: rounding is a function of the noisy sum, so that it costs no privacy; and the probability of each multiple within 3.6 s
/// is that of a perfect normal distribution but for a relative error of about 2^−39, since some 2^40 places of the sampler fall to it (2^28 at 9 s,
/// beyond which a value lies with a probability below 2^−61). Not guaranteed: anything against who measures the time that the
/// sampler takes, of which an observer of the model sees nothing.</para>
/// <para>Rounding adds h²/12 to the variance: less than a ten-millionth of the noise's. A multiple is exact in single precision up
/// to 2^24·h, 2^14 deviations of the noise.</para>
/// </remarks>
/// <example>s = 1.5: h = 2^−10; sum 2 and z = 0.5 give 2.75, divided by a batch of 4: 0.6875.</example>
internal static class NoiseGrid
{
    private const int Fineness = 10;
    private const int Block = 512;

    /// <summary>h.</summary>
    /// <param name="deviation">s, above 0.</param>
    public static double Step(double deviation) => Math.ScaleB(1, Math.ILogB(deviation) - Fineness);

    /// <summary>The formula above, value by value.</summary>
    /// <param name="sums">What must not be seen.</param>
    /// <param name="variates">z, as many.</param>
    /// <param name="deviation">s.</param>
    /// <param name="batch">What to divide by, above 0.</param>
    /// <param name="released">As many.</param>
    public static void Release(ReadOnlySpan<float> sums, ReadOnlySpan<double> variates, double deviation, double batch, Span<float> released)
    {
        Span<double> block = stackalloc double[Block];
        var step = Step(deviation);
        for (var start = 0; start < sums.Length; start += Block)
        {
            var count = Math.Min(Block, sums.Length - start);
            var values = block[..count];
            TensorPrimitives.ConvertTruncating<float, double>(sums.Slice(start, count), values);
            TensorPrimitives.MultiplyAdd(variates.Slice(start, count), deviation, values, values);
            // By a power of two: exact.
            TensorPrimitives.Divide(values, step, values);
            TensorPrimitives.Round(values, values);
            TensorPrimitives.Multiply(values, step / batch, values);
            TensorPrimitives.ConvertTruncating<double, float>(values, released.Slice(start, count));
        }

        // Sums without noise must not lie about on the stack.
        block.Clear();
    }
}
