using System.Collections.Immutable;
using System.Diagnostics;
using FederatedSecure.Lab.Simulation.Data;
using FederatedSecure.Lab.Simulation.Grid;
using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Rounds.Jobs;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Lab.Simulation.Federation;

/// <summary>Runs one cell.</summary>
internal static class FederationRun
{
    private const int Attempts = 3;

    /// <summary>Runs a cell from the first round to the last.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="data">The scenario's records.</param>
    /// <param name="test">The test records, ready.</param>
    /// <param name="worker">The thread that runs it.</param>
    /// <param name="advanced">Told of every round, with the number of the last published.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public static CellResult Run(
        Cell cell, ScenarioData data, PreparedData test, WorkerPool<SiteBench>.Worker worker, Action<int> advanced, CancellationToken cancellation)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var scenario = cell.Scenario;
        var rule = new SimulatedRule(cell.Rule);
        using var fleet = new SimulatedFleet(cell, data, rule, worker, cancellation);
        using var goal = fleet.Attackers.Goal is { Count: > 0 } records ? new PreparedData(scenario.Model, records) : null;
        using var root = new RootTrainer(cell, data, worker);
        var merger = new RoundMerger(
            rule,
            scenario.Server,
            Initial(cell),
            SimulatedRule.ToleranceOf(scenario, cell.Rule, cell.Settings.Attackers, cell.Settings.BucketSize),
            root.Train,
            scenario.ClipNorm,
            cell.Seed);
        var coordinator = new VirtualCoordinator(Job(cell), SiteNames.Of(..cell.Sites), fleet, merger, cell.Seed);

        var evaluations = ImmutableArray.CreateBuilder<Evaluation>();
        void Evaluate(int round, RoundRecord? record)
        {
            var result = worker.Bench.Evaluate(merger.Weights, test, cancellation);
            evaluations.Add(new Evaluation(
                round,
                result.Accuracy,
                result.LossSum / result.Examples,
                goal is null ? null : worker.Bench.Evaluate(merger.Weights, goal, cancellation).Accuracy,
                record?.TrainingLoss is { } loss && double.IsFinite(loss) ? loss : null,
                record is null ? null : Deviation(merger.Aggregate, fleet.HonestMean()),
                record is null ? 0 : merger.Dropped,
                record?.Sites.Values.Count(site => site.Outcome == SiteOutcome.Reported) ?? 0,
                coordinator.Now.TotalSeconds));
        }

        Evaluate(0, null);
        var abandoned = 0;
        while (!coordinator.HasEnded)
        {
            cancellation.ThrowIfCancellationRequested();
            var record = coordinator.NextAttempt();
            if (record.Outcome == RoundOutcome.Abandoned)
            {
                abandoned++;
                continue;
            }

            if (record.Round % scenario.EvaluateEvery == 0 || record.Round == scenario.Rounds)
            {
                Evaluate(record.Round, record);
            }

            advanced(record.Round);
        }

        if (coordinator.PublishedRounds < scenario.Rounds)
        {
            // The job failed: the last model that was published stays what it is.
            Evaluate(scenario.Rounds, null);
        }

        return new CellResult(
            cell.Fingerprint, cell.Rule.Label, cell.Attack.Label, cell.Settings.ToString(), cell.Seed, coordinator.Reason, coordinator.PublishedRounds, abandoned,
            evaluations.ToImmutable(), Stopwatch.GetElapsedTime(startedAt).TotalSeconds);
    }

    /// <summary>The initial model: the same for all rules and attacks of a seed.</summary>
    private static float[] Initial(Cell cell)
    {
        var weights = new float[cell.Scenario.Model.ParameterCount];
        ModelInitializer.Initialize(cell.Scenario.Model, ParameterLayout.Of(cell.Scenario.Model), Streams.Seed(cell.Seed, "model"), weights);
        return weights;
    }

    private static JobSpec Job(Cell cell)
    {
        var scenario = cell.Scenario;
        var size = scenario.Participants ?? cell.Sites;
        var bucketSize = cell.Settings.BucketSize;
        var local = scenario.Training;
        return new JobSpec
        {
            Name = "simulation",
            Protection = bucketSize > 1 ? Protection.Encrypted : Protection.Plain,
            Encryption = bucketSize > 1 ? new EncryptionSpec(bucketSize) : null,
            DataSet = "simulation",
            Model = scenario.Model,
            Training = new TrainingSpec(
                local.Epochs, local.BatchSize, local.LearningRate, local.Momentum, local.WeightDecay, local.Proximal, ValidationFraction: 0),
            Aggregation = new AggregationSpec(StepSpec.Of(AggregationSpec.WeightedMean), Weighting.Uniform, 1e12, scenario.Server),
            Rounds = scenario.Rounds,
            Cohort = new CohortSpec(size),
            Deadline = TimeSpan.FromMinutes(10),
            MinimumReports = Math.Max(Math.Max(1, bucketSize), (int)(size * (1 - scenario.DropOut) / 2)),
            Lease = TimeSpan.FromMinutes(1),
            Attempts = Attempts,
            Seed = cell.Seed,
        };
    }

    /// <summary>How far the aggregate is from the mean of the honest updates, in lengths of that mean.</summary>
    private static double? Deviation(float[] aggregate, double[]? honest)
    {
        if (honest is null)
        {
            return null;
        }

        var (distance, length) = (0.0, 0.0);
        for (var i = 0; i < honest.Length; i++)
        {
            distance += (aggregate[i] - honest[i]) * (aggregate[i] - honest[i]);
            length += honest[i] * honest[i];
        }

        return length > 0 ? Math.Sqrt(distance / length) : null;
    }
}
