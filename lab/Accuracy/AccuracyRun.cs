using System.Collections.Immutable;
using FederatedSecure.Lab.Demo;
using FederatedSecure.Lab.Splitting;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.Accuracy;

/// <summary>Trains the models of the table, one after another.</summary>
internal sealed class AccuracyRun
{
    private static readonly ImmutableArray<bool> Ways = [false, true];
    private readonly AccuracyOptions _options;
    private readonly TimeProvider _time;
    private readonly ModelSpec _spec;
    private readonly DataSet _test;
    private readonly DataSet _all;
    private readonly ImmutableArray<DataSet> _sites;

    /// <exception cref="ModelSpecException">The model's file is wrong.</exception>
    public AccuracyRun(AccuracyOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _spec = options.Model is { } file ? ModelSpec.Parse(File.ReadAllBytes(file)) : DemoJob.Spec(new DemoOptions { Epsilon = 8 }).Model;
        _all = DataReader.Read(new DataSource("idx", DemoData.TrainingImages, DemoData.TrainingLabels), AppContext.BaseDirectory);
        _test = DataReader.Read(new DataSource("idx", DemoData.TestImages, DemoData.TestLabels), AppContext.BaseDirectory);
        var split = DirichletSplit.Split(_all.Labels, new DirichletSplitOptions(options.Sites, options.Alpha, options.Seed));
        _sites = [.. split.Select(records => _all.Select(records.AsSpan()))];
    }

    /// <summary>Training digits.</summary>
    public int Records => _all.Count;

    /// <summary>Test digits.</summary>
    public int TestRecords => _test.Count;

    /// <summary>Training digits of each site.</summary>
    public ImmutableArray<int> SiteRecords => [.. _sites.Select(site => site.Count)];

    /// <summary>Parameters of the model.</summary>
    public long Parameters => _spec.ParameterCount;

    /// <summary>The models to train, in the order of the table.</summary>
    public IEnumerable<(double Epsilon, bool Federated)> Cases =>
        from federated in Ways
        where _options.Only is null || _options.Only == NameOf(federated)
        from epsilon in _options.Epsilons
        select (epsilon, federated);

    /// <summary>Trains and judges one model.</summary>
    /// <exception cref="TrainingException">Training went astray.</exception>
    /// <exception cref="ArgumentException">No amount of noise gives that ε.</exception>
    public AccuracyRow Train(double epsilon, bool federated, IProgress<double> progress, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        var settings = _options.SettingsFor(epsilon, federated);
        var training = new SimulatedTraining(_spec, federated ? _sites : [_all], settings, epsilon, _options.Delta, _options.Seed);
        var weights = training.Run(progress, cancellation);
        var result = Evaluator.Evaluate(_spec, weights, _test, threads: 1, cancellation);
        return new AccuracyRow(
            NameOf(federated),
            double.IsPositiveInfinity(epsilon) ? null : epsilon,
            result.Accuracy,
            training.Epsilons?.Max(),
            training.Noise is { } noise ? AccuracyRange.Of(noise) : null,
            training.Noise is null ? null : AccuracyRange.Of(training.SamplingRates),
            AccuracyRange.Of(training.Steps),
            settings,
            _time.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>"central" or "federated".</summary>
    public static string NameOf(bool federated) => federated ? "federated" : "central";
}
