using System.Text.Json.Nodes;
using FederatedSecure.Lab.Batch;

namespace FederatedSecure.Lab.Tests.Batch;

/// <summary>Expected values were computed with 30 digits (mpmath), by exact fractions, or by hand.</summary>
public class DefenceFunctionsTests
{
    [Theory]
    [InlineData(100_000, 100_000, 0.001, 1, 0.99993092483300939, 3.81145656338995)]
    [InlineData(9_500, 10_000, 0.01, 0.25, 0.94469919665776634, 0.398873728217958)]
    [InlineData(990, 1_000, 0.001, 0.5, 0.97603618715531137, 0.9890047910706)]
    [InlineData(60, 100, 0.05, 1, 0.51297582025389436, 0.0325312949219234)]
    public void Certify_Counts_BoundAndRadius(int top, int samples, double alpha, double sigma, double bound, double radius)
    {
        var result = Result("smoothing.certify", new JsonObject { ["countTop"] = top, ["samples"] = samples, ["alpha"] = alpha, ["sigma"] = sigma });

        Assert.Equal(bound, (double)result["pLower"]!, 1e-10);
        Assert.Equal(radius, (double)result["radius"]!, 1e-6);
        Assert.False((bool)result["abstain"]!);
    }

    [Fact]
    public void Certify_BoundBelowHalf_Abstains()
    {
        var result = Result("smoothing.certify", """{"countTop": 520, "samples": 1000, "sigma": 1}""");

        Assert.Equal(0.47067446735345128, (double)result["pLower"]!, 1e-10);
        Assert.Equal(0, (double)result["radius"]!);
        Assert.True((bool)result["abstain"]!);
    }

    [Theory]
    [InlineData(60, 40, 0.05688793364098079)]
    [InlineData(40, 60, 0.05688793364098079)]
    [InlineData(500, 420, 0.00916276387523138)]
    [InlineData(10, 0, 0.001953125)]
    [InlineData(4, 3, 1)]
    [InlineData(3, 3, 1)]
    public void Predict_Counts_ExactBinomialTest(int first, int second, double expected)
    {
        var result = Result("smoothing.predict", new JsonObject { ["count1"] = first, ["count2"] = second, ["alpha"] = 0.01 });

        Assert.Equal(expected, (double)result["pValue"]!, 1e-12);
        Assert.Equal(expected > 0.01, (bool)result["abstain"]!);
    }

    [Fact]
    public void BitDepth_Values_HalvesGoToTheEvenLevel() => AssertSame(
        "[0, 0.3333333333333333, 0.6666666666666666, 0.6666666666666666, 1]",
        Result("defence.bit-depth", """{"values": [0.1, 0.2, 0.5, 0.8, 1], "bits": 2}""")["values"]!);

    [Fact]
    public void BitDepth_OneBit_IsAThreshold() =>
        AssertSame("[0, 0, 1]", Result("defence.bit-depth", """{"values": [0.4, 0.5, 0.6], "bits": 1}""")["values"]!);

    [Fact]
    public void Median_ThreeByThree_MirrorsAtTheEdges()
    {
        var image = Result("defence.median", """{"image": [[1, 5, 2], [8, 3, 9], [4, 7, 6]], "size": 3}""")["image"]!;

        // In the middle all nine pixels; in the corner 1 four times, 5 and 8 twice, 3 once.
        Assert.Equal(5, (double)image[1]![1]!);
        Assert.Equal(3, (double)image[0]![0]!);
    }

    [Fact]
    public void Median_TwoByTwo_ReachesUpAndLeftAndTakesTheUpperMedian() => AssertSame(
        "[[1, 5, 5], [8, 5, 5], [8, 7, 7]]", Result("defence.median", """{"image": [[1, 5, 2], [8, 3, 9], [4, 7, 6]], "size": 2}""")["image"]!);

    [Fact]
    public void Median_WindowLargerThanTheImage_MirrorsAgainAndAgain() =>
        AssertSame("[[1, 1, 1]]", Result("defence.median", """{"image": [[1, 1, 2]], "size": 9}""")["image"]!);

    [Fact]
    public void SqueezingScore_SeveralAnswers_LargestDistance() =>
        Assert.Equal(1.2, (double)Result("defence.squeezing-score", """{"original": [0.7, 0.3], "squeezed": [[0.6, 0.4], [0.1, 0.9]]}""")["score"]!, 1e-12);

    [Theory]
    [InlineData("[0.8, 0.2]", 1, 0.1, "[0.7653980386192365, 0.2346019613807635]")]
    [InlineData("[0.7, 0.2, 0.1, 0]", 1, 0.1, "[0.46612482986438636, 0.16109153156362085, 0.10623347076586803, 0.26655016780612467]")]
    [InlineData("[0.5, 0.3, 0.2]", 0.5, 0.4, "[0.4506308952508412, 0.30819906271009506, 0.2411700420390638]")]
    public void ReverseSigmoid_Probabilities_AsInArt(string probabilities, double beta, double gamma, string expected) => AssertSame(
        expected,
        Result("defence.reverse-sigmoid", new JsonObject { ["probabilities"] = JsonNode.Parse(probabilities), ["beta"] = beta, ["gamma"] = gamma })["probabilities"]!);

    [Fact]
    public void AnomalyIndex_SmallNorm_IsFlagged()
    {
        var result = Result("backdoor.anomaly-index", """{"norms": [10, 9, 11, 10, 2]}""");

        AssertSame("[0, 0.6744907594765952, 0.6744907594765952, 0, 5.395926075812762]", result["index"]!);
        AssertSame("[4]", result["flagged"]!);
    }

    [Fact]
    public void AnomalyIndex_AllButOneTheSame_TravelsAsText() =>
        Assert.Equal("Infinity", (string?)Result("backdoor.anomaly-index", """{"norms": [5, 5, 1]}""")["index"]![2]);

    [Theory]
    [InlineData("[[1, 2, 3], [2, 1, 0], [4, 4, 4], [0, 0, 1], [10, -3, 2]]", "[7.116890909, 1.89261960059, 0.698237015258, 7.38916952561, 57.7202397875]")]
    [InlineData("[[1, 2, 3, 4, 0], [2, 1, 0, 1, 1], [4, 4, 4, -2, 3]]", "[9.80770153707, 1.73217848949, 19.7833476547]")]
    [InlineData("[[3, 3], [3, 3]]", "[0, 0]")]
    public void SpectralSignature_Rows_AgreeWithASingularValueDecomposition(string features, string expected) =>
        AssertSame(expected, Result("backdoor.spectral-signature", new JsonObject { ["features"] = JsonNode.Parse(features) })["scores"]!, 1e-8);

    [Theory]
    [InlineData("smoothing.certify", """{"countTop": 11, "samples": 10, "sigma": 1}""", "countTop must not be above samples")]
    [InlineData("smoothing.certify", """{"countTop": 5, "samples": 10, "sigma": 0}""", "sigma must be above 0")]
    [InlineData("smoothing.certify", """{"countTop": 5, "samples": 10, "sigma": 1, "alpha": 1}""", "alpha must lie strictly between 0 and 1")]
    [InlineData("smoothing.predict", """{"count1": 0, "count2": 0}""", "must not both be 0")]
    [InlineData("defence.bit-depth", """{"values": [1.5], "bits": 4}""", "values must lie from 0 to 1")]
    [InlineData("defence.bit-depth", """{"values": [0.5], "bits": 0}""", "bits must be a whole number from 1 to 52")]
    [InlineData("defence.median", """{"image": [[1, 2], [3]], "size": 3}""", "rows of the same length")]
    [InlineData("defence.squeezing-score", """{"original": [1, 0], "squeezed": []}""", "at least one answer")]
    [InlineData("defence.reverse-sigmoid", """{"probabilities": [0.5, 0.5], "beta": -1}""", "beta and gamma must be above 0")]
    [InlineData("defence.reverse-sigmoid", """{"probabilities": [0.9, 0.9], "beta": 1000}""", "take a smaller one")]
    [InlineData("backdoor.anomaly-index", """{"norms": []}""", "at least one number")]
    [InlineData("backdoor.spectral-signature", """{"features": []}""", "rows of the same length")]
    public void Functions_ImpossibleValues_SayWhatToChange(string function, string arguments, string sentence)
    {
        var answer = Answer(function, JsonNode.Parse(arguments)!);

        Assert.Contains(sentence, (string?)answer["error"], StringComparison.Ordinal);
    }

    private static JsonNode Result(string function, string arguments) => Result(function, JsonNode.Parse(arguments)!);

    private static JsonNode Result(string function, JsonNode arguments)
    {
        var answer = Answer(function, arguments);
        return answer["result"] ?? throw new InvalidOperationException(answer.ToJsonString());
    }

    private static JsonNode Answer(string function, JsonNode arguments) =>
        JsonNode.Parse(BatchRunner.Answer(new JsonObject { ["function"] = function, ["args"] = arguments }.ToJsonString()))!;

    private static void AssertSame(string expected, JsonNode actual, double tolerance = 1e-12) =>
        Assert.Equal(Flat(JsonNode.Parse(expected)!), Flat(actual), (a, b) => Math.Abs(a - b) <= tolerance);

    private static IEnumerable<double> Flat(JsonNode node) => node is JsonArray array ? array.SelectMany(item => Flat(item!)) : [(double)node];
}
