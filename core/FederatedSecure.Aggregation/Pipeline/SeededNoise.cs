using FederatedSecure.Numerics;

namespace FederatedSecure.Aggregation.Pipeline;

/// <summary>
/// N(0, σ²) for every element of a result. An element's noise follows from the seed and its place alone, whatever the tiles and the
/// number of threads.
/// </summary>
/// <remarks>A seed of 64 bits is no secret and the noise no accounted privacy: for that there are mechanisms.</remarks>
/// <param name="Deviation">σ, above 0.</param>
/// <param name="Seed">Chooses the noise.</param>
internal sealed record SeededNoise(double Deviation, ulong Seed)
{
    private const int Block = 64;

    /// <summary>Adds the noise of the elements from <paramref name="start"/> on.</summary>
    public void AddTo(long start, Span<double> values) => ForEach(start, values, static (ref double value, double noise) => value += noise);

    /// <inheritdoc cref="AddTo(long, Span{double})"/>
    public void AddTo(long start, Span<float> values) => ForEach(start, values, static (ref float value, double noise) => value = (float)(value + noise));

    private delegate void Adding<T>(ref T value, double noise);

    private void ForEach<T>(long start, Span<T> values, Adding<T> add)
    {
        var end = start + values.Length;
        for (var block = start / Block; block * Block < end; block++)
        {
            var random = new SeededRandomSource(Seed, (ulong)block);
            for (var k = block * Block; k < Math.Min(end, (block + 1) * Block); k++)
            {
                var noise = Deviation * random.NextGaussian();
                if (k >= start)
                {
                    add(ref values[(int)(k - start)], noise);
                }
            }
        }
    }
}
