using System.Globalization;
using FederatedSecure.EndToEnd.Tests.Simulation.Support;
using FederatedSecure.EndToEnd.Tests.Support;
using FederatedSecure.Lab.Simulation;
using FederatedSecure.Lab.Simulation.Display;
using FederatedSecure.Lab.Simulation.Grid;
using FederatedSecure.Lab.Simulation.Output;

namespace FederatedSecure.EndToEnd.Tests.Simulation;

/// <summary>Whole grids, small ones.</summary>
public sealed class SimulationRunTests
{
    [Fact]
    public void Run_UnderAttack_MeanFailsAndRobustRuleDoesNot()
    {
        var (_, results) = Tiny.Run(Tiny.Scenario());

        Assert.Equal(8, results.Count);
        Assert.True(results.Accuracy("mean", "none") > 0.85, "without attack the mean learns");
        Assert.True(results.Accuracy("mean", "foe") < 0.4, "the mean fails");
        Assert.True(results.Accuracy("robust", "foe") > 0.85, "the robust rule does not");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Run_OneOrTwoThreads_GiveTheSameCsv(int bucketSize)
    {
        // One seed, so that sites of a run are shared out among threads; three cells, so that cells are, too.
        var scenario = Tiny.Scenario(
            ("bucketSize", bucketSize),
            ("seeds", 5),
            ("workerMomentum", 0.9),
            ("dropOut", 0.1),
            ("attacks", Tiny.Json("""["none", "label-flip", "mimic", { "attack": "gaussian", "params": { "std": 1 } }]""")));

        var (one, _) = Tiny.Run(scenario, threads: 1);
        var (two, _) = Tiny.Run(scenario, threads: 2);

        Assert.Equal(one, two);
    }

    [Fact]
    public void Run_Again_RunsOnlyWhatIsMissing()
    {
        using var folder = new TemporaryDirectory();
        var store = new CellStore(folder.Path);
        var scenario = Tiny.Scenario();
        var first = Run(scenario, store);
        var cells = Directory.GetFiles(folder.Path);
        File.Delete(cells[3]);
        File.WriteAllText(cells[5], "{ cut o");

        var second = Run(scenario, store);
        var more = Run(Tiny.Scenario(("seeds", Tiny.Json("[1, 2, 3]")), ("name", "other")), store);
        var different = Run(Tiny.Scenario(("rounds", 7)), store);

        Assert.Equal(8, cells.Length);
        Assert.Equal((0, 6, 8, 0), (first.Totals.Reused, second.Totals.Reused, more.Totals.Reused, different.Totals.Reused));
        Assert.Equal(ResultsCsv.Of(first.Results), ResultsCsv.Of(second.Results));
    }

    [Fact]
    public void Run_Interrupted_KeepsWhatIsFinished()
    {
        using var folder = new TemporaryDirectory();
        using var interrupt = new CancellationTokenSource();
        var store = new CellStore(folder.Path);
        var display = new Interrupting(interrupt, after: 3);

        Assert.Throws<OperationCanceledException>(() => new SimulationRun(Tiny.Scenario(), threads: 1).Run(store, display, interrupt.Token));

        Assert.Equal(3, Directory.GetFiles(folder.Path, "*.json").Length);
        Assert.Equal(3, Run(Tiny.Scenario(), store).Totals.Reused);
    }

    [Fact]
    public void Run_SitesAreLost_RoundsGoOnWithoutThem()
    {
        var (_, results) = Tiny.Run(Tiny.Scenario(("dropOut", 0.1), ("attacks", null), ("seeds", 1), ("bucketSize", 2)));

        Assert.All(results, result => Assert.Equal(8, result.PublishedRounds));
        Assert.Contains(results[0].Evaluations, evaluation => evaluation.Round > 0 && evaluation.Reports < 10);
        // Who waits for a lost site waits for its lease at least.
        Assert.True(results[0].Evaluations[^1].VirtualSeconds > 60);
    }

    [Fact]
    public void Run_HonestMean_IsNotFarFromTheAggregateAndRoundsAreCounted()
    {
        var (csv, results) = Tiny.Run(Tiny.Scenario(("attackers", 0), ("rules", "mean"), ("attacks", null), ("seeds", 1)));

        var run = Assert.Single(results);
        Assert.Equal([0, 4, 8], run.Evaluations.Select(evaluation => evaluation.Round));
        Assert.All(run.Evaluations.Skip(1), evaluation => Assert.True(evaluation.Deviation < 1e-5));
        Assert.All(run.Evaluations.Skip(1), evaluation => Assert.Equal(10, evaluation.Reports));
        Assert.Equal(4, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains(run.Evaluations[^1].Accuracy.ToString("R", CultureInfo.InvariantCulture), csv, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NotFiniteUpdates_AreLeftOutAndTheModelLearns()
    {
        var (_, results) = Tiny.Run(Tiny.Scenario(("rules", "mean"), ("attacks", Tiny.Json("""["nan", "inf"]""")), ("seeds", 1)));

        Assert.All(results, result => Assert.True(result.Score(1) > 0.85));
        Assert.All(results, result => Assert.Equal(8, result.Evaluations[^1].Reports));
    }

    [Fact]
    public void Run_TrainingDiverges_TheJobFailsAndTheLastModelStays()
    {
        var (_, results) = Tiny.Run(Tiny.Scenario(("rules", "mean"), ("attacks", Tiny.Json("""[{ "attack": "foe", "params": { "epsilon": 1e38 } }]""")), ("seeds", 1)));

        var run = Assert.Single(results);
        Assert.NotEmpty(run.Failure);
        Assert.True(run.PublishedRounds < 8);
        Assert.Equal(8, run.Evaluations[^1].Round);
    }

    [Fact]
    public void Run_Rounding_ChangesLittle()
    {
        var plain = Tiny.Run(Tiny.Scenario(("attacks", null), ("seeds", 1))).Results;
        var rounded = Tiny.Run(Tiny.Scenario(("attacks", null), ("seeds", 1), ("quantization", Tiny.Json("""{ "bits": 16, "range": 1 }""")))).Results;

        Assert.NotEqual(plain[0].Evaluations[^1].Loss, rounded[0].Evaluations[^1].Loss);
        Assert.Equal(plain[0].Evaluations[^1].Loss, rounded[0].Evaluations[^1].Loss, 1e-3);
    }

    private static (System.Collections.Immutable.ImmutableArray<(Cell Cell, CellResult Result)> Results, SimulationTotals Totals) Run(
        Lab.Simulation.Scenarios.Scenario scenario, CellStore store) =>
        new SimulationRun(scenario, threads: 2).Run(store, new PlainSimulationDisplay(TextWriter.Null), TestContext.Current.CancellationToken);

    private sealed class Interrupting(CancellationTokenSource source, int after) : ISimulationDisplay
    {
        private int _finished;

        public void Start(int cells, int reused, long rounds)
        {
        }

        public void Advance(int rounds)
        {
        }

        public void Finish(Cell cell, CellResult result, int skipped)
        {
            if (++_finished == after)
            {
                source.Cancel();
            }
        }
    }
}
