using FederatedSecure.Lab.RedTeam.Privacy.Property;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Property;

public class PropertyInferenceTests
{
    private static readonly ModelSpec Spec = Networks.Spec(
        """{ "input": [1, 28, 28], "layers": [ { "type": "flatten" }, { "type": "linear", "out": 10 }, { "type": "softmax-head", "classes": 10 } ] }""");

    [Fact]
    public void Run_PlantedShare_IsGuessedFarAboveChance()
    {
        var outcome = Attack(0.5);

        Assert.True(ClopperPearson.TwoSided(outcome.Correct, outcome.Victims, 0.95).Lower > 0.5, $"{outcome.Correct} of {outcome.Victims}");
    }

    [Fact]
    public void Run_SameShare_IsChance()
    {
        var outcome = Attack(0.1);

        // At 99.9 %: once in a thousand seeds chance is further off.
        var interval = ClopperPearson.TwoSided(outcome.Correct, outcome.Victims, 0.999);
        Assert.InRange(0.5, interval.Lower, interval.Upper);
    }

    [Fact]
    public void Run_SameSeed_GivesTheSameOutcome() => Assert.Equal(Attack(0.2, 8), Attack(0.2, 8));

    [Fact]
    public void Draw_AnyAnswer_HasTheShareAskedFor()
    {
        var set = Question(0.5).Draw(Digits.Test, answer: true, 100, new SeededRandomSource(1))!;

        Assert.Equal((100, 50), (set.Count, set.Labels.Count(label => label == 3)));
        Assert.Null(Question(0.5).Draw(Digits.Test, answer: true, 1000, new SeededRandomSource(1)));
    }

    [Fact]
    public void Fit_TwoClustersOnALine_PutsTheBorderInTheMiddle()
    {
        var classifier = LogisticClassifier.Fit([[0, 5], [1, 5], [3, 5], [4, 5]], [false, false, true, true]);

        Assert.Equal(0.5, classifier.Probability([2, 5]), 1e-6);
        Assert.True(classifier.Probability([4, 5]) > 0.8);
        Assert.Equal(1, classifier.Probability([4, 5]) + classifier.Probability([0, 5]), 1e-6);
    }

    private static PropertyInference.Outcome Attack(double share, int models = 24) =>
        new PropertyInference(Spec, Digits.Test.Select([.. Enumerable.Range(0, 10)]), 100, new TrainingOptions(3, 32, 0.05, 0.9, 0, 0, 0, Threads: 1)).Run(
            Question(share),
            Digits.Training.Select([.. Enumerable.Range(0, 2000)]),
            Digits.Training.Select([.. Enumerable.Range(2000, 2000)]),
            models,
            models,
            seed: 1,
            progress: null,
            TestContext.Current.CancellationToken)!.Value;

    private static PropertyQuestion Question(double share) => new("label is 3", (data, place) => data.Labels[place] == 3, share, 0.1);
}
