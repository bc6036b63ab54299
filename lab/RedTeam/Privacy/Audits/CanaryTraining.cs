using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Training;
using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using FederatedSecure.Privacy;

namespace FederatedSecure.Lab.RedTeam.Privacy.Audits;

/// <summary>
/// Private trainings with canaries among the records: records with a wrong label, which a model can only have learned from themselves.
/// </summary>
/// <remarks>
/// Every step takes all records, and the learning rate is in proportion to their number: so nothing depends on how many canaries take
/// part but their own clipped gradients, and neighbours that differ by a canary are just those the claim is about. With batches drawn
/// at a rate of B/n, a record more would make all others rarer, and what is seen of that would be held against a claim that does not
/// cover it. Poisson sampling is not audited.
/// </remarks>
/// <param name="spec">The model.</param>
/// <param name="claim">What the noise is made for.</param>
/// <param name="seed">The weights that training starts from.</param>
internal sealed class CanaryTraining(ModelSpec spec, PrivacyClaim claim, ulong seed)
{
    private const double ClipNorm = 1;
    private const double LearningRate = 0.5;
    private const int Steps = 20;

    /// <summary>σ with which the trainings are within the claim.</summary>
    public double NoiseMultiplier { get; } = NoiseCalibration.NoiseMultiplier(claim.Epsilon, claim.Delta, samplingRate: 1, Steps);

    /// <summary>The same records with other labels, drawn evenly from the wrong ones.</summary>
    public static DataSet Mislabel(DataSet records, IRandomSource random) => records with
    {
        Labels = Array.ConvertAll(records.Labels, label => (label + 1 + random.NextInt32(records.Classes - 1)) % records.Classes),
        Protected = [],
    };

    /// <summary>Trains, and tells how much surer the model has become of each canary's label.</summary>
    /// <param name="records">What is trained on besides.</param>
    /// <param name="canaries">All canaries.</param>
    /// <param name="takesPart">Which of them are trained on.</param>
    /// <param name="noiseMultiplier">σ.</param>
    /// <param name="noiseSeed">The noise. A seed makes the audit reproducible; noise that protects anybody needs a secret source.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <returns>φ after minus φ before, for every canary.</returns>
    public double[] Scores(DataSet records, DataSet canaries, bool[] takesPart, double noiseMultiplier, ulong noiseSeed, CancellationToken cancellation)
    {
        var chosen = canaries.Select([.. Enumerable.Range(0, takesPart.Length).Where(i => takesPart[i])]);
        var training = records with { Features = [.. records.Features, .. chosen.Features], Labels = [.. records.Labels, .. chosen.Labels], Protected = [] };
        var options = new TrainingOptions(
            LocalEpochs: 1, training.Count, LearningRate * training.Count / records.Count, Momentum: 0, WeightDecay: 0, Proximal: 0, seed, Threads: 1, Steps)
        {
            Device = ComputeDevice.Cpu,
        };
        var start = new float[spec.ParameterCount];
        ModelInitializer.Initialize(spec, ParameterLayout.Of(spec), seed, start);
        var update = PrivateTrainer.Train(
            spec, start, training, options, new PrivateTrainingOptions(ClipNorm, noiseMultiplier), new SeededRandomSource(noiseSeed), cancellation: cancellation).Update;
        using var bench = new TrainingBench(spec, threads: 1);
        using var prepared = new PreparedData(spec, canaries);
        var before = ScaledConfidence.Of(bench.Logits(start, prepared, cancellation), canaries.Labels);
        var after = ScaledConfidence.Of(bench.Logits([.. start.Zip(update, (weight, change) => weight + change)], prepared, cancellation), canaries.Labels);
        return [.. after.Zip(before, (late, early) => late - early)];
    }
}
