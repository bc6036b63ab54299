using FederatedSecure.Lab.RedTeam.Extraction;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Numerics;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Extraction;

public class ExtractionTests
{
    private static readonly float[][] Planes = [[3, -2, 0.5f], [-1, 1, 2], [0, 0.5f, -3]];

    [Fact]
    public void EquationSolving_LinearModel_GivesItsWeightsWithOneMoreQueryThanFeatures()
    {
        var (spec, weights) = Networks.Linear(Planes, [0.25f, -0.5f, 1]);
        using var target = new SpecTarget(spec, weights, CPU);
        var oracle = new Oracle(target, labelsOnly: false);

        var (found, biases) = EquationSolving.Solve(oracle);

        Assert.Equal(4, oracle.Queries);
        Assert.Equal(4, target.Calls.Forward);
        for (var c = 0; c < 3; c++)
        {
            Assert.All(found[c].Zip(Planes[c].Zip(Planes[0], (mine, first) => mine - first)), pair => Assert.Equal(pair.Second, pair.First, 1e-4));
        }

        Assert.Equal([0, -0.75, 0.75], biases, (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void EquationSolving_DecisionsOnly_IsRefused()
    {
        var (spec, weights) = Networks.Linear(Planes, [0, 0, 0]);
        using var target = new SpecTarget(spec, weights, CPU);

        Assert.Throws<ArgumentException>(() => EquationSolving.Solve(new Oracle(target, labelsOnly: true)));
    }

    [Fact]
    public void Oracle_DecisionsOnly_ShowsOneForTheClassAndNothingElse()
    {
        var (spec, weights) = Networks.Linear(Planes, [0, 0, 0]);
        using var target = new SpecTarget(spec, weights, CPU);

        Assert.Equal([1, 0, 0, 0, 1, 0], new Oracle(target, labelsOnly: true).Ask([1, 0, 0, 0, 0, 1]));
    }

    [Theory]
    [InlineData("knockoff-random")]
    [InlineData("copycat")]
    [InlineData("knockoff-adaptive")]
    [InlineData("jbda")]
    public void Steal_PlanesInThreeDimensions_AgreesWithTheOriginalWithinItsBudget(string name)
    {
        var (spec, weights) = Networks.Linear(Planes, [0.25f, -0.5f, 1]);
        using var target = new SpecTarget(spec, weights, CPU);
        var oracle = new Oracle(target, labelsOnly: name is "copycat" or "jbda");
        var pool = QueryPool.Noise(600, 3, seed: 1) with { Groups = [.. Enumerable.Range(0, 600).Select(i => i % 4)] };

        using var student = Attack(name).Steal(oracle, pool, 300, Terms);

        Assert.Equal(300, oracle.Queries);
        // Always the commonest class would agree on about half.
        Assert.True(Fidelity(student) > 0.75, $"{Fidelity(student):P1}");

        double Fidelity(Student copy)
        {
            var asked = QueryPool.Noise(1000, 3, seed: 2).Inputs;
            return ExtractionMetrics.Of(Student.Decisions(new Oracle(target, true).Ask(asked), 3), copy.Decide(asked), new int[1000]).Fidelity;
        }
    }

    [Fact]
    public void Steal_SameSeed_MakesTheSameCopy()
    {
        var (spec, weights) = Networks.Linear(Planes, [0, 0, 0]);
        using var target = new SpecTarget(spec, weights, CPU);
        var pool = QueryPool.Noise(100, 3, seed: 1);

        using var first = new AdaptiveKnockoff().Steal(new Oracle(target, false), pool, 64, Terms);
        using var second = new AdaptiveKnockoff().Steal(new Oracle(target, false), pool, 64, Terms);

        Assert.Equal(first.Probabilities(pool.Inputs), second.Probabilities(pool.Inputs));
    }

    [Fact]
    public void Metrics_AnyDecisions_AreWhatCountingGives()
    {
        var random = new SeededRandomSource(5);
        int[] Draw() => [.. Enumerable.Range(0, 200).Select(_ => random.NextInt32(3))];
        var (teacher, student, truth) = (Draw(), Draw(), Draw());

        var metrics = ExtractionMetrics.Of(teacher, student, truth);

        Assert.Equal(teacher.Where((decision, i) => decision == student[i]).Count() / 200.0, metrics.Fidelity);
        Assert.Equal(student.Where((decision, i) => decision == truth[i]).Count() / 200.0, metrics.StudentAccuracy);
    }

    private static ExtractionTerms Terms => new(30, 1, TestContext.Current.CancellationToken);

    private static IExtraction Attack(string name) => name switch
    {
        "knockoff-random" => new RandomKnockoff(),
        "copycat" => new RandomKnockoff(hardens: true),
        "knockoff-adaptive" => new AdaptiveKnockoff(),
        _ => new JacobianAugmentation(),
    };
}
