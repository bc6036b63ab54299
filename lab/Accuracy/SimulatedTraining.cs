using System.Collections.Immutable;
using FederatedSecure.Aggregation.Rules;
using FederatedSecure.Aggregation.ServerOptimizers;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using FederatedSecure.Privacy;

namespace FederatedSecure.Lab.Accuracy;

/// <summary>
/// Federated averaging in one process, with the code that clients train with and the coordinator merges with; encryption and the
/// network are left out. One site is central training.
/// </summary>
/// <remarks>
/// Noise and batches come from a seeded generator, and one thread does everything, so that a table can be repeated to the last digit. It
/// is a simulation: it protects nobody.
/// </remarks>
internal sealed class SimulatedTraining
{
    private readonly ModelSpec _spec;
    private readonly AccuracySettings _settings;
    private readonly double _delta;
    private readonly ulong _seed;
    private readonly ImmutableArray<Site> _sites;

    /// <param name="spec">The model.</param>
    /// <param name="sites">The sites' records.</param>
    /// <param name="settings">How to train.</param>
    /// <param name="epsilon">ε that a record may cost; infinite for training without privacy.</param>
    /// <param name="delta">δ.</param>
    /// <param name="seed">Initial weights, batches and noise follow from it.</param>
    public SimulatedTraining(ModelSpec spec, ImmutableArray<DataSet> sites, AccuracySettings settings, double epsilon, double delta, ulong seed)
    {
        (_spec, _settings, _delta, _seed) = (spec, settings, delta, seed);
        _sites = [.. sites.Select((data, i) => Prepare(data, i, epsilon))];
    }

    /// <summary>Trains.</summary>
    /// <param name="progress">Told the part that is done, 0 to 1.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The weights, in layout order.</returns>
    /// <exception cref="TrainingException">Training went astray.</exception>
    public float[] Run(IProgress<double> progress, CancellationToken cancellation)
    {
        var weights = new float[_spec.ParameterCount];
        ModelInitializer.Initialize(_spec, ParameterLayout.Of(_spec), _seed, weights);
        var optimizer = ServerOptimizer.Create(_settings.ServerMomentum > 0
            ? new ServerOptimizerOptions("fedavgm", 1 - _settings.ServerMomentum, _settings.ServerMomentum)
            : new ServerOptimizerOptions());
        var state = new float[optimizer.StateVectors * weights.Length];
        var mean = new WeightedMean([.. _sites.Select(site => (double)site.Data.Count)]);
        for (var round = 1; round <= _settings.Rounds; round++)
        {
            // 1. Every site trains on its own records.
            var sums = new double[weights.Length];
            for (var i = 0; i < _sites.Length; i++)
            {
                var share = 1.0 / (_settings.Rounds * _sites.Length);
                var part = new Part(progress, ((((double)round - 1) * _sites.Length) + i) * share, share);
                mean.Accumulate(i, Train(_sites[i], weights, round, part, cancellation), sums);
            }

            // 2. The mean of what they learned, by their numbers of records, moves the model.
            var step = new float[weights.Length];
            mean.Finish(sums, step);
            optimizer.Step(weights, step, state, []);
        }

        return weights;
    }

    /// <summary>What it cost a record of each site, after <see cref="Run"/>; null without privacy.</summary>
    public ImmutableArray<double>? Epsilons => Noise is null
        ? null
        : [.. _sites.Select(site => PrivacyHistory.Empty.Add(site.PerRound.Times(site.PerRound.Steps * _settings.Rounds)).Epsilon(_delta).Upper)];

    /// <summary>σ of each site; null without privacy.</summary>
    public ImmutableArray<double>? Noise => _sites[0].PerRound.NoiseMultiplier == 0 ? null : [.. _sites.Select(site => site.PerRound.NoiseMultiplier)];

    /// <summary>q of each site.</summary>
    public ImmutableArray<double> SamplingRates => [.. _sites.Select(site => site.PerRound.SamplingRate)];

    /// <summary>Steps of each site.</summary>
    public ImmutableArray<double> Steps => [.. _sites.Select(site => (double)site.PerRound.Steps * _settings.Rounds)];

    private Site Prepare(DataSet data, int index, double epsilon)
    {
        var batch = Math.Min(_settings.BatchSize, data.Count);
        var options = new TrainingOptions(
            _settings.LocalEpochs, batch, _settings.LearningRate, _settings.Momentum, WeightDecay: 0, Proximal: 0, _seed, Threads: 1);
        var (rate, steps) = ((double)batch / data.Count, PrivateTrainingOptions.Steps(data.Count, options));
        var noise = double.IsPositiveInfinity(epsilon) ? 0 : NoiseCalibration.NoiseMultiplier(epsilon, _delta, rate, steps * _settings.Rounds);
        return new Site(data, options, new SampledGaussian(rate, noise, steps), new SeededRandomSource(_seed, (ulong)index));
    }

    private float[] Train(Site site, float[] weights, int round, IProgress<double> progress, CancellationToken cancellation)
    {
        // Another order of records in every round, and another one at every site.
        var options = site.Options with { Seed = (_seed * 1_000_003) + ((ulong)round * 1_009) + (ulong)site.Data.Count };
        return site.PerRound.NoiseMultiplier == 0
            ? LocalTrainer.Train(_spec, weights, site.Data, options, progress, cancellation).Update
            : PrivateTrainer.Train(
                _spec,
                weights,
                site.Data,
                options,
                new PrivateTrainingOptions(_settings.ClipNorm, site.PerRound.NoiseMultiplier),
                site.Random,
                progress,
                cancellation).Update;
    }

    private sealed record Site(DataSet Data, TrainingOptions Options, SampledGaussian PerRound, SeededRandomSource Random);

    private sealed class Part(IProgress<double> whole, double before, double share) : IProgress<double>
    {
        public void Report(double value) => whole.Report(before + (value * share));
    }
}
