using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Smoothing;

/// <summary>
/// ln of the mean probabilities over noisy copies of an input: a smooth stand-in for the smoothed classifier that an attacker can follow the
/// gradient of (Salman et al., SmoothAdv, NeurIPS 2019). The same noise for every question, so that answers do not change.
/// </summary>
/// <param name="inner">The model; not disposed of here.</param>
/// <param name="sigma">σ of the noise.</param>
/// <param name="copies">Noisy copies.</param>
/// <param name="seed">Of the noise.</param>
internal sealed class SmoothedTarget(ITarget inner, double sigma, int copies, ulong seed) : ITarget
{
    /// <inheritdoc/>
    public ImmutableArray<int> InputShape => inner.InputShape;

    /// <inheritdoc/>
    public int Classes => inner.Classes;

    /// <inheritdoc/>
    public TargetAccess Access => inner.Access;

    /// <inheritdoc/>
    public TargetCalls Calls => inner.Calls;

    /// <inheritdoc/>
    public Tensor Logits(Tensor inputs)
    {
        using var generator = new Generator(seed, CPU);
        long[] noise = [1, copies, .. InputShape.Select(size => (long)size)];
        var noisy = inputs.unsqueeze(1).add(randn(noise, ScalarType.Float32, CPU, generator: generator).Times(sigma));
        var logs = nn.functional.log_softmax(inner.Logits(noisy.flatten(0, 1)), 1).view(inputs.shape[0], copies, Classes);
        return logs.logsumexp(1).Plus(-Math.Log(copies));
    }

    /// <inheritdoc/>
    public void CountBackward(long records) => inner.CountBackward(copies * records);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The model is the caller's.
    }
}
