using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Coordinator.Merging;

/// <summary>Inputs as the rules read them.</summary>
internal sealed class InputTiles(IReadOnlyList<MergeInput> inputs, long length) : IVectorTiles
{
    public int Count => inputs.Count;

    public long Length => length;

    public void Read(int row, long start, Span<float> destination) => inputs[row].Read(start, destination);
}
