using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Numerics;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Backdoors.Strip;

/// <summary>
/// STRIP's score: H(x) = −(1/N) Σₙ Σᵢ pᵢ·log₂ pᵢ, with p the model's answer to x blended half and half with the n-th of N clean inputs (Gao et
/// al., ACSAC 2019, eq. 3 and 4). A trigger survives blending, so that the answer stays the same and the entropy low.
/// </summary>
/// <remarks>
/// Does not see triggers that need the clean rest of the record, nor those that are overwritten by the blend; in bits, at most log₂ of the
/// number of classes. The paper adds pictures at full strength and clips; the half is ART's.
/// </remarks>
/// <param name="target">The model; only its scores are asked for.</param>
/// <param name="overlays">[m, …input shape], clean inputs to blend with.</param>
/// <param name="count">N; ART takes 20, the paper 100.</param>
internal sealed class OverlayEntropy(ITarget target, Tensor overlays, int count)
{
    private const int BatchSize = 256;

    /// <summary>The score of each input.</summary>
    /// <param name="inputs">[n, …input shape].</param>
    /// <param name="seed">Which overlays each gets.</param>
    /// <param name="cancellation">Looked at before every batch.</param>
    public double[] Of(Tensor inputs, ulong seed, CancellationToken cancellation)
    {
        using var quiet = no_grad();
        var random = new SeededRandomSource(seed);
        var entropies = new List<double>();
        var perBatch = Math.Max(1, BatchSize / count);
        for (long first = 0; first < inputs.shape[0]; first += perBatch)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = inputs.narrow(0, first, Math.Min(perBatch, inputs.shape[0] - first));
            long[] places = [.. Enumerable.Range(0, (int)batch.shape[0] * count).Select(_ => (long)random.NextInt32((int)overlays.shape[0]))];
            var blended = batch.repeat_interleave(count, 0).add(overlays.index_select(0, tensor(places))).Times(0.5);
            var logs = nn.functional.log_softmax(target.Logits(blended), 1);
            var each = logs.exp().mul(logs).SumEach().Times(-1 / Math.Log(2)).view(batch.shape[0], count).mean([1L]);
            entropies.AddRange(each.ToValues().Select(value => (double)value));
        }

        return [.. entropies];
    }
}
