using System.Diagnostics;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// Trains a model with differential privacy for every record: DP-SGD (Abadi et al., CCS 2016) with Poisson sampling.
/// </summary>
/// <remarks>
/// Each of <see cref="PrivateTrainingOptions.Steps"/> steps draws every record with probability q = batch size / records, clips the
/// gradients of the drawn ones to C, adds N(0, (σC)²) to every coordinate of their sum, and divides by the <b>expected</b> batch.
/// What the optimizer does with that (momentum, weight decay, the pull of FedProx) costs nothing more. Neighbouring data sets differ
/// by one record that is there or not; the number of records itself is no secret.
/// </remarks>
public static class PrivateTrainer
{
    /// <summary>Trains and returns the difference to the weights it started from.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="weights">Where to start, in layout order. Not changed.</param>
    /// <param name="data">Training records.</param>
    /// <param name="options">How; <see cref="TrainingOptions.BatchSize"/> is the expected size of a batch, and the seed decides about dropout only.</param>
    /// <param name="privacy">How it clips and how much noise it adds.</param>
    /// <param name="random">Where batches and noise come from: a cryptographic source, or the promise is void.</param>
    /// <param name="progress">Told the part that is done, 0 to 1, after steps.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <returns>
    /// The update, which is private, and the mean loss over the records of the last pass, which is <b>not</b>: it must not leave the site.
    /// </returns>
    /// <exception cref="TrainingException">An option is out of range, the data do not fit the model, or a gradient is not finite any more.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled. What was to be spent counts as spent.</exception>
    public static TrainingResult Train(
        ModelSpec spec,
        float[] weights,
        DataSet data,
        TrainingOptions options,
        PrivateTrainingOptions privacy,
        IRandomSource random,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(privacy);
        ArgumentNullException.ThrowIfNull(random);
        options.Check();
        TorchData.RequireFit(spec, data);
        privacy.Check(data.Count, options);
        return TorchRuntime.Run(options.Threads, options.Device, device => Train(spec, weights, data, options, privacy, random, device, progress, cancellation));
    }

    private static TrainingResult Train(
        ModelSpec spec,
        float[] weights,
        DataSet data,
        TrainingOptions options,
        PrivateTrainingOptions privacy,
        IRandomSource random,
        Device device,
        IProgress<double>? progress,
        CancellationToken cancellation)
    {
        var startedAt = Stopwatch.GetTimestamp();
        using var model = new TorchModel(spec, weights, device, isTrained: false);
        using var features = TorchData.Features(data, device);
        using var labels = TorchData.Labels(data, device);
        using var optimizer = new MomentumSgd([model.Flat], options);
        using var dropout = new Generator(options.Seed, device);
        using var gradients = new ClippedGradients(spec, model, privacy.Clipping, device);
        // One variate more than parameters, for the count of an adaptive bound.
        using var noise = new NoiseAhead(new GaussianNoise(random), weights.Length + 1, options.Threads);
        using var noisy = zeros([weights.Length], ScalarType.Float32, CPU);
        var sampling = new PoissonSampling(data.Count, options.BatchSize, random);
        var bound = privacy.Clipping == ClippingKind.Adaptive
            ? new AdaptiveBound(privacy.ClipNorm, privacy.TargetQuantile, privacy.NoiseMultiplier, options.BatchSize)
            : null;
        var physicalBatch = privacy.PhysicalBatchFor(spec);
        var steps = PrivateTrainingOptions.Steps(data.Count, options);
        var (loss, seen) = (0.0, 0L);
        for (var step = 0L; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var clipNorm = bound?.ClipNorm ?? privacy.ClipNorm;
            var batch = sampling.Next();
            gradients.Clear();
            var within = 0L;
            foreach (var part in Parts(batch, physicalBatch))
            {
                using var scope = NewDisposeScope();
                var chosen = tensor(part, device: device);
                var (partLoss, partWithin) = gradients.Add(features.index_select(0, chosen), labels.index_select(0, chosen), clipNorm, dropout);
                within += partWithin;
                if (step >= steps - (steps / options.LocalEpochs))
                {
                    (loss, seen) = (loss + partLoss, seen + part.Length);
                }
            }

            var variates = noise.Next();
            Release(gradients.Sums, variates[..^1], (bound?.GradientNoise ?? privacy.NoiseMultiplier) * clipNorm, options.BatchSize, noisy);
            Step(optimizer, noisy, device);
            bound?.Update(within, batch.Length, variates[^1]);
            progress?.Report((double)(step + 1) / steps);
        }

        var update = new float[weights.Length];
        model.CopyTo(update);
        VectorKernels.Subtract(update, weights, update);
        return VectorKernels.AllFinite(update)
            ? new TrainingResult(update, data.Count, seen == 0 ? 0 : loss / seen, Stopwatch.GetElapsedTime(startedAt).TotalSeconds)
            : throw new TrainingException("training.not-finite", "The weights are not finite any more: use a smaller learning rate. What was planned counts as spent.");
    }

    /// <summary>As few parts as the limit allows, and of about the same size: a remainder of a few records would cost nearly what a full part does.</summary>
    private static IEnumerable<long[]> Parts(long[] batch, int limit)
    {
        var parts = (batch.Length + limit - 1) / limit;
        return Enumerable.Range(0, parts).Select(i => batch[(int)((long)batch.Length * i / parts)..(int)((long)batch.Length * (i + 1) / parts)]);
    }

    private static void Release(Tensor clipped, ReadOnlySpan<double> variates, double deviation, int expectedBatch, Tensor noisy)
    {
        using var host = clipped.to(CPU);
        NoiseGrid.Release(host.Values(), variates, deviation, expectedBatch, noisy.Values());
    }

    private static void Step(MomentumSgd optimizer, Tensor noisy, Device device)
    {
        using var scope = NewDisposeScope();
        optimizer.Step([noisy.to(device)]);
    }
}
