using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Lab.Simulation.Scenarios;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Simulation.Federation;

/// <summary>What encryption does to values: they are cut to a range and rounded at random to a number of bits.</summary>
internal static class Rounding
{
    public static float[] Apply(float[] update, QuantizationSpec spec, IRandomSource random)
    {
        using var quantizer = new Quantizer(spec.Bits, spec.Range, random);
        var quantized = new uint[update.Length];
        quantizer.Quantize(0, update, 1, quantized);
        var values = new double[update.Length];
        Quantizer.Dequantize(spec.Bits, spec.Range, Array.ConvertAll(quantized, value => (ulong)value), members: 1, values);
        return Array.ConvertAll(values, value => (float)value);
    }
}
