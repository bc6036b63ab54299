using FederatedSecure.Learning.Training;
using FederatedSecure.Models;

namespace FederatedSecure.Learning.Private;

/// <summary>How private training clips and adds noise.</summary>
/// <param name="ClipNorm">C, above 0; where it adapts, the first one.</param>
/// <param name="NoiseMultiplier">σ, above 0: the noise that an accountant is told of, in units of the clipping norm.</param>
/// <param name="Clipping">What is clipped.</param>
public sealed record PrivateTrainingOptions(double ClipNorm, double NoiseMultiplier, ClippingKind Clipping = ClippingKind.Flat)
{
    /// <summary>γ: part of the gradients that adaptive clipping leaves as they are, above 0 and below 1.</summary>
    public double TargetQuantile { get; init; } = 0.5;

    /// <summary>
    /// Records whose gradients are looked at together: bounds the memory, and changes no result but in the last digits. By default so many
    /// that their activations take some 8 MiB, from 8 to 1024: large enough for efficient products, and small enough for the cache.
    /// </summary>
    public int? PhysicalBatch { get; init; }

    internal int PhysicalBatchFor(ModelSpec spec) => PhysicalBatch ?? (int)Math.Clamp((1 << 21) / spec.ActivationCount, 8, 1024);

    /// <summary>
    /// Noisy steps of one call, which is what an accountant has to be told before it: passes × ⌈records / expected batch⌉.
    /// </summary>
    /// <param name="records">Training records.</param>
    /// <param name="options">The batch size is the expected one.</param>
    public static long Steps(long records, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.LocalSteps ?? (options.LocalEpochs * ((records + options.BatchSize - 1) / options.BatchSize));
    }

    /// <exception cref="TrainingException">An option is out of its range.</exception>
    internal void Check(long records, TrainingOptions options)
    {
        Require(double.IsFinite(ClipNorm) && ClipNorm > 0, "training.clip-norm", "The clipping norm must be above 0.");
        Require(
            double.IsFinite(NoiseMultiplier) && NoiseMultiplier > 0,
            "training.noise",
            "The noise multiplier must be above 0: without noise there is no privacy. Train without differential privacy where that is meant.");
        Require(TargetQuantile is > 0 and < 1, "training.quantile", "The target quantile of adaptive clipping must be between 0 and 1.");
        Require(PhysicalBatch is null or >= 1, "training.options", "The physical batch must be at least 1.");
        Require(
            options.BatchSize <= records,
            "training.sampling-rate",
            "The expected batch is larger than the training data: a record would have to be drawn with a probability above 1. Take a smaller batchSize.");
    }

    private static void Require(bool holds, string code, string message)
    {
        if (!holds)
        {
            throw new TrainingException(code, message);
        }
    }
}
