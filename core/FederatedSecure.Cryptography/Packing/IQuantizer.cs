namespace FederatedSecure.Cryptography.Packing;

/// <summary>Makes whole numbers of an update's values, chunk by chunk.</summary>
public interface IQuantizer : IDisposable
{
    /// <summary>Quantizes the values of one chunk.</summary>
    /// <param name="chunk">Which random numbers round them: each chunk has its own.</param>
    /// <param name="values">Finite values.</param>
    /// <param name="scale">What every value is multiplied by first (norm clipping, weight).</param>
    /// <param name="quantized">Receives whole numbers below 2^bits.</param>
    /// <exception cref="ArgumentException">The lengths differ, a value is NaN or infinite, or the scale is.</exception>
    void Quantize(int chunk, ReadOnlySpan<float> values, double scale, Span<uint> quantized);
}
