using static TorchSharp.torch;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// One piece of memory for the patches of one convolution after the other. Patches are many times the picture; written to fresh memory they
/// would be the slowest part of a step, while what fits this stays in the processor's cache.
/// </summary>
internal sealed class PatchBuffer(Device device) : IDisposable
{
    /// <summary>1 MiB: half of a core's second-level cache, as they are today.</summary>
    private const long Target = 1 << 18;

    private Tensor? _memory;

    /// <summary>Records whose patches are cut at once, at least one.</summary>
    /// <param name="size">Values in the patches of a record.</param>
    public static int Records(long size) => (int)Math.Max(1, Target / size);

    /// <summary>Overwrites what was taken before.</summary>
    /// <param name="view">Overlapping windows.</param>
    /// <param name="shape">The copy's, as many values.</param>
    public Tensor Copy(Tensor view, params long[] shape)
    {
        var count = view.numel();
        if (_memory is null || _memory.numel() < count)
        {
            _memory?.Dispose();
            _memory = empty([count], ScalarType.Float32, device).DetachFromDisposeScope();
        }

        using var part = _memory.narrow(0, 0, count);
        using var windows = part.view(view.shape);
        windows.copy_(view);
        return part.view(shape);
    }

    /// <inheritdoc/>
    public void Dispose() => _memory?.Dispose();
}
