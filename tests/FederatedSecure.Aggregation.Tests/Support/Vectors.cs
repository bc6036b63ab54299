using FederatedSecure.Numerics;

namespace FederatedSecure.Aggregation.Tests.Support;

/// <summary>Vectors for tests.</summary>
internal static class Vectors
{
    /// <summary>Gaussian values, some of them exactly zero.</summary>
    public static float[] Random(int length, ulong seed, double scale = 1)
    {
        var source = new SeededRandomSource(seed);
        var values = new float[length];
        foreach (ref var value in values.AsSpan())
        {
            value = source.NextInt32(10) == 0 ? 0 : (float)(scale * source.NextGaussian());
        }

        return values;
    }

    /// <summary>Cuts 0 … length into consecutive tiles at the given places, wherever those are.</summary>
    public static IEnumerable<Range> Tiles(int length, IEnumerable<int> cuts)
    {
        int[] ends = [.. cuts.Select(cut => cut % (length + 1)).Append(length).Order()];
        var start = 0;
        foreach (var end in ends)
        {
            yield return start..end;
            start = end;
        }
    }

    public static IEnumerable<int> Bits(IEnumerable<float> values) => values.Select(BitConverter.SingleToInt32Bits);
}
