using System.Runtime.InteropServices;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Coordinator.Tests.Support;

/// <summary>An update as its bytes and manifest.</summary>
internal sealed record TestUpdate(byte[] Bytes, ContentManifest Manifest)
{
    public int Chunks => Manifest.Chunks.Length;

    public IEnumerable<int> All => Enumerable.Range(0, Chunks);

    public float[] Values() => MemoryMarshal.Cast<byte, float>(Bytes).ToArray();

    public static TestUpdate Of(ReadOnlySpan<float> values) => Of(MemoryMarshal.AsBytes(values).ToArray());

    public static TestUpdate Of(byte[] bytes) => new(bytes, ContentManifest.Of(new MemoryStream(bytes)));

    /// <summary>Different in every chunk, unlike a constant.</summary>
    public static TestUpdate Rising(TestPlan plan, float scale = 1e-6f) =>
        Of(Enumerable.Range(0, (int)plan.Layout.Count).Select(i => i * scale).ToArray());
}
