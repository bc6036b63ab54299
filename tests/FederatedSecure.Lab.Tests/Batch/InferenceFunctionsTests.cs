using System.Text.Json.Nodes;
using MathNet.Numerics.Distributions;

namespace FederatedSecure.Lab.Tests.Batch;

public class InferenceFunctionsTests
{
    [Fact]
    public void OneRun_AllGuessesRight_IsTheClosedForm() => Assert.Equal(
        -Math.Log(Math.Pow(0.05, -1 / 100.0) - 1),
        Real(BatchCase.Result("audit.one-run", """{"canaries": 1000, "guesses": 100, "correct": 100, "delta": 0, "significance": 0.05}"""), "epsilonLower"),
        1e-9);

    [Fact]
    public void ClopperPearson_NoSuccess_IsTheClosedForm()
    {
        var result = BatchCase.Result("audit.clopper-pearson", """{"successes": 0, "trials": 10, "significance": 0.05}""");

        Assert.Equal(0, Real(result, "lower"));
        Assert.Equal(1 - Math.Pow(0.05, 0.1), Real(result, "upper"), 1e-9);
    }

    [Fact]
    public void ClopperPearson_AllSuccesses_IsTheClosedForm()
    {
        var result = BatchCase.Result("audit.clopper-pearson", """{"successes": 20, "trials": 20, "significance": 0.01}""");

        Assert.Equal(Math.Pow(0.01, 0.05), Real(result, "lower"), 1e-9);
        Assert.Equal(1, Real(result, "upper"));
    }

    [Fact]
    public void Metrics_WithTies_AreThoseByHand()
    {
        // Pairs won: 3 beats both, 2 beats one and ties one, 1 beats one: 4.5 of 6.
        var result = BatchCase.Result("mia.metrics", """{"inScores": [3, 2, 1], "outScores": [2, 0], "fpr": [0, 0.5, 1]}""");

        Assert.Equal(0.75, Real(result, "auc"), 1e-12);
        Assert.Equal([1 / 3.0, 1, 1], Reals(result, "tprAtFpr"));
    }

    [Fact]
    public void Lira_Online_IsTheRatioOfDensities()
    {
        var result = BatchCase.Result("mia.lira", """{"statIn": [[1, 3], [0, 4]], "statOut": [[-1, 1], [-3, 1]], "observed": [2, 0], "variant": "online"}""");

        double[] expected = [Normal.PDFLn(2, 1, 2) - Normal.PDFLn(0, 1, 2), Normal.PDFLn(2, 2, 0) - Normal.PDFLn(-1, 2, 0)];
        Assert.Equal(expected, Reals(result, "scores"), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Theory]
    [InlineData("offline", 0.97724986805182079)] // Φ(2)
    [InlineData("offline-density", 2.9189385332046727)] // 2²/2 + ln √(2π)
    [InlineData("offline-fixed", 0.97724986805182079)]
    [InlineData("offline-density-pooled", 2.9189385332046727)]
    public void Lira_Offline_KnowsTheOutsideOnly(string variant, double expected) => Assert.Equal(
        expected, Reals(BatchCase.Result("mia.lira", $$"""{"statOut": [[-1, 1]], "observed": [2], "variant": "{{variant}}"}"""), "scores")[0], 1e-9);

    [Fact]
    public void Lira_Augmentations_CountTogether()
    {
        var together = Reals(BatchCase.Result("mia.lira", """{"statIn": [[[1, 5], [3, 9]]], "statOut": [[[0, 1], [1, 2]]], "observed": [[2, 3]]}"""), "scores")[0];
        var first = Reals(BatchCase.Result("mia.lira", """{"statIn": [[1, 3]], "statOut": [[0, 1]], "observed": [2]}"""), "scores")[0];
        var second = Reals(BatchCase.Result("mia.lira", """{"statIn": [[5, 9]], "statOut": [[1, 2]], "observed": [3]}"""), "scores")[0];

        Assert.Equal((first + second) / 2, together, 1e-9);
    }

    [Fact]
    public void LiraStatistic_OneOrMany_IsTheScaledConfidence()
    {
        Assert.Equal(2 - Math.Log(2), Real(BatchCase.Result("mia.lira-statistic", """{"logits": [2, 0, 0], "y": 0}"""), "phi"), 1e-12);
        Assert.Equal([5, 5], Reals(BatchCase.Result("mia.lira-statistic", """{"logits": [[5, 0], [-2, 3]], "y": [0, 1]}"""), "phi"));
    }

    [Theory]
    [InlineData("audit.one-run", """{"canaries": 10, "guesses": 11, "correct": 1}""", "no more guesses than canaries")]
    [InlineData("audit.one-run", """{"canaries": 10, "guesses": 5, "correct": 1, "delta": 2}""", "δ lies between 0 and 1")]
    [InlineData("audit.one-run", """{"canaries": 10, "guesses": 5, "correct": 1, "significance": 0}""", "strictly between 0 and 1")]
    [InlineData("audit.clopper-pearson", """{"successes": 3, "trials": 2}""", "at most trials")]
    [InlineData("audit.clopper-pearson", """{"successes": 0, "trials": 0}""", "at least 1")]
    [InlineData("mia.metrics", """{"inScores": [], "outScores": [1]}""", "at least one score")]
    [InlineData("mia.metrics", """{"inScores": [1], "outScores": [1], "fpr": [2]}""", "from 0 to 1")]
    [InlineData("mia.lira", """{"statOut": [[1]], "observed": [1], "variant": "global"}""", "take \"online\"")]
    [InlineData("mia.lira", """{"statOut": [[1]], "observed": [1], "variant": "online"}""", "\"statIn\" is missing")]
    [InlineData("mia.lira", """{"statOut": [[]], "observed": [1], "variant": "offline"}""", "at least one shadow model")]
    [InlineData("mia.lira", """{"statOut": [[1]], "observed": ["NaN"], "variant": "offline"}""", "finite")]
    [InlineData("mia.lira-statistic", """{"logits": [1], "y": 0}""", "at least two classes")]
    [InlineData("mia.lira-statistic", """{"logits": [1, 2], "y": 2}""", "one of them")]
    public void Anything_Impossible_IsAnErrorThatSaysWhatToChange(string function, string arguments, string words) =>
        Assert.Contains(words, BatchCase.Error(function, arguments), StringComparison.Ordinal);

    private static double Real(JsonNode result, string name) => (double)result[name]!;

    private static double[] Reals(JsonNode result, string name) => [.. result[name]!.AsArray().Select(value => (double)value!)];
}
