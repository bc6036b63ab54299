using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Smoothing;

/// <summary>g(x): the class that a model gives most often to x + N(0, σ²I) (Cohen et al., ICML 2019).</summary>
/// <param name="target">f; only its classes are asked for. It should have been trained with noise.</param>
/// <param name="sigma">σ.</param>
/// <param name="seed">Of the noise.</param>
internal sealed class SmoothedClassifier(ITarget target, double sigma, ulong seed) : IDisposable
{
    private const long BatchSize = 256;
    private readonly Generator _generator = new(seed, CPU);

    /// <summary>CERTIFY: chooses the class with n₀ looks and proves its radius with n others.</summary>
    /// <param name="input">[…input shape].</param>
    /// <param name="selection">n₀.</param>
    /// <param name="samples">n.</param>
    /// <param name="alpha">How often the statement may be wrong.</param>
    /// <param name="cancellation">Looked at before every batch.</param>
    /// <returns>The class, also where the certificate abstains.</returns>
    public (int Class, Certificate Certificate) Certify(Tensor input, int selection, int samples, double alpha, CancellationToken cancellation)
    {
        var chosen = Counts(input, selection, cancellation);
        var label = Array.IndexOf(chosen, chosen.Max());
        return (label, Certificate.Of(Counts(input, samples, cancellation)[label], samples, alpha, sigma));
    }

    /// <summary>PREDICT: the class that is most frequent; null where the two most frequent cannot be told apart at α.</summary>
    public int? Predict(Tensor input, int samples, double alpha, CancellationToken cancellation)
    {
        var counts = Counts(input, samples, cancellation);
        int[] order = [.. Enumerable.Range(0, counts.Length).OrderByDescending(label => counts[label])];
        return Certificate.PredictionPValue(counts[order[0]], counts[order[1]]) > alpha ? null : order[0];
    }

    /// <inheritdoc/>
    public void Dispose() => _generator.Dispose();

    private long[] Counts(Tensor input, int samples, CancellationToken cancellation)
    {
        using var quiet = no_grad();
        var counts = new long[target.Classes];
        for (long done = 0; done < samples; done += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            long[] shape = [Math.Min(BatchSize, samples - done), .. input.shape];
            var noisy = randn(shape, ScalarType.Float32, CPU, generator: _generator).Times(sigma).add(input.unsqueeze(0));
            foreach (var label in target.Logits(noisy).argmax(1).data<long>())
            {
                counts[label]++;
            }
        }

        return counts;
    }
}
