using System.Collections.Immutable;
using FederatedSecure.Lab.Simulation.Data;
using FederatedSecure.Lab.Simulation.Grid;
using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Lab.Splitting;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Numerics;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Lab.Simulation.Federation;

/// <summary>
/// The sites of one run: honest ones from number 0 on, then the attackers. Honest sites train with the clients' own code; what they send is
/// their momentum, clipped and rounded as the scenario asks.
/// </summary>
internal sealed class SimulatedFleet : IFleet, IDisposable
{
    private readonly Cell _cell;
    private readonly WorkerPool<SiteBench>.Worker _worker;
    private readonly CancellationToken _cancellation;
    private readonly int _honest;
    private readonly ImmutableArray<PreparedData> _data;
    private readonly float[]?[] _momentum;
    private readonly Attackers _attackers;
    private readonly List<float[]> _lastHonest = [];

    /// <param name="cell">What is run.</param>
    /// <param name="data">The records.</param>
    /// <param name="rule">The coordinator's rule, for attackers who know it.</param>
    /// <param name="worker">The thread that runs it.</param>
    /// <param name="cancellation">Ends it early.</param>
    public SimulatedFleet(Cell cell, ScenarioData data, SimulatedRule rule, WorkerPool<SiteBench>.Worker worker, CancellationToken cancellation)
    {
        (_cell, _worker, _cancellation) = (cell, worker, cancellation);
        _honest = cell.Sites - cell.Settings.Attackers;
        var parts = Deal(cell, data.Training);
        _data = [.. parts.Take(_honest).Select(part => new PreparedData(cell.Scenario.Model, part))];
        _momentum = new float[]?[cell.Sites];
        _attackers = new Attackers(cell, data, [.. parts.Skip(_honest)], rule, this);
    }

    /// <summary>The attackers.</summary>
    public Attackers Attackers => _attackers;

    /// <summary>Mean of the honest updates of the last cohort that trained; null if there were none.</summary>
    public double[]? HonestMean()
    {
        if (_lastHonest.Count == 0)
        {
            return null;
        }

        var sums = new double[_lastHonest[0].Length];
        foreach (var update in _lastHonest)
        {
            VectorKernels.AddScaled(sums, update, 1.0 / _lastHonest.Count);
        }

        return sums;
    }

    /// <inheritdoc/>
    public ImmutableArray<SiteReport> Train(int round, int attempt, ImmutableArray<SiteId> cohort, float[] weights)
    {
        _cancellation.ThrowIfCancellationRequested();
        int[] numbers = [.. cohort.Select(SiteNames.NumberOf).Where(number => !IsLost(number, round, attempt))];

        // 1. Everybody trains who does; attackers do what they can on their own.
        var reports = new SiteReport[numbers.Length];
        _worker.ForEach(numbers.Length, (bench, i) => reports[i] = numbers[i] < _honest
            ? TrainHonestly(bench, numbers[i], round, attempt, weights)
            : _attackers.Train(bench, numbers[i] - _honest, numbers[i], round, attempt, cohort.Length, weights));

        // 2. Attackers look at what the honest sites are about to send, and decide together.
        _lastHonest.Clear();
        _lastHonest.AddRange(reports.Where(report => SiteNames.NumberOf(report.Site) < _honest).Select(report => report.Update).OfType<float[]>());
        _attackers.Conspire(reports, _lastHonest, _honest, round, attempt, cohort.Length, weights);

        // 3. Rounding is the last thing before encryption.
        var sent = reports.Select(report => Rounded(report, round, attempt)).ToDictionary(report => report.Site);
        return [.. cohort.Select(site => sent.TryGetValue(site, out var report) ? report : new SiteReport(site, null, null, null, 0))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var data in _data)
        {
            data.Dispose();
        }

        _attackers.Dispose();
    }

    /// <summary>Trains on records as an honest site would, with its momentum, without clipping.</summary>
    internal SiteReport TrainOn(SiteBench bench, PreparedData data, int number, int round, int attempt, float[] weights)
    {
        var (site, seconds) = (SiteNames.Of(number), Seconds(number, round, attempt));
        var local = _cell.Scenario.Training;
        var options = new TrainingOptions(
            local.Epochs, local.BatchSize, local.LearningRate, local.Momentum, local.WeightDecay, local.Proximal,
            Streams.Seed(_cell.Seed, "train", number, round, attempt), Threads: 1, local.Steps);
        try
        {
            var result = bench.Train(weights, data, options, _cancellation);
            return new SiteReport(site, WithMomentum(number, result.Update), new TrainingSummary(result.Examples, result.Loss, seconds), null, seconds);
        }
        catch (TrainingException exception)
        {
            return new SiteReport(site, null, null, exception.Message, seconds);
        }
    }

    /// <summary>Virtual seconds that a site takes: half of them less than 30, few more than 100.</summary>
    internal double Seconds(int number, int round, int attempt) =>
        Math.Min(500, 30 * Math.Exp(0.5 * Streams.Of(_cell.Seed, "time", number, round, attempt).NextGaussian()));

    private SiteReport TrainHonestly(SiteBench bench, int number, int round, int attempt, float[] weights)
    {
        var report = TrainOn(bench, _data[number], number, round, attempt, weights);
        if (report.Update is not { } update || _cell.Scenario.ClipNorm is not { } bound)
        {
            return report;
        }

        var norm = Math.Sqrt(VectorKernels.SquaredNorm(update));
        return norm <= bound ? report : report with { Update = Array.ConvertAll(update, value => (float)(value * (bound / norm))) };
    }

    /// <summary>v ← β·v + (1 − β)·Δ from v = 0, or v ← β·v + Δ (Karimireddy, He, Jaggi 2021, and their code); sites carry it from round to round.</summary>
    private float[] WithMomentum(int number, float[] update)
    {
        var beta = _cell.Settings.WorkerMomentum;
        if (beta == 0 || (number >= _honest && !_cell.Attack.CarriesMomentum))
        {
            return update;
        }

        var fresh = _cell.Scenario.Training.IsMomentumDamped ? 1 - beta : 1;
        var before = _momentum[number];
        var next = new float[update.Length];
        for (var i = 0; i < next.Length; i++)
        {
            next[i] = (float)((beta * (before is null ? 0 : before[i])) + (fresh * update[i]));
        }

        return _momentum[number] = next;
    }

    private bool IsLost(int number, int round, int attempt) =>
        _cell.Scenario.DropOut > 0 && Streams.Of(_cell.Seed, "lost", number, round, attempt).NextDouble() < _cell.Scenario.DropOut;

    private SiteReport Rounded(SiteReport report, int round, int attempt) =>
        _cell.Scenario.Quantization is { } quantization && report.Update is { } update && VectorKernels.AllFinite(update)
            ? report with { Update = Rounding.Apply(update, quantization, Streams.Of(_cell.Seed, "rounding", SiteNames.NumberOf(report.Site), round, attempt)) }
            : report;

    /// <summary>The records of every site, honest ones first.</summary>
    private static ImmutableArray<DataSet> Deal(Cell cell, DataSet training)
    {
        var (sites, attackers) = (cell.Sites, cell.Settings.Attackers);
        var seed = Streams.Seed(cell.Seed, "split");
        if (!cell.Scenario.AttackersHoldShare)
        {
            // As in published experiments: the honest sites have all the records, attackers have copies of some, taken at random.
            var honest = SiteSplit.Split(training, cell.Settings.Split, sites - attackers, seed);
            var copies = SiteSplit.Split(training, new SplitSpec(SplitKind.Iid), sites - attackers, Streams.Seed(cell.Seed, "copies"));
            return [.. honest.Concat(Enumerable.Range(0, attackers).Select(i => copies[i % copies.Length])).Select(part => training.Select(part.AsSpan()))];
        }

        var parts = SiteSplit.Split(training, cell.Settings.Split, sites, seed).ToArray();
        Streams.Of(cell.Seed, "attackers").Shuffle(parts.AsSpan());
        return [.. parts.Select(part => training.Select(part.AsSpan()))];
    }
}
