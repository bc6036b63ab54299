using System.Text.Json.Nodes;
using FederatedSecure.Lab.Batch;

namespace FederatedSecure.Lab.Tests.Batch;

public class AttackFunctionsTests
{
    // Class 0 for x_0 above x_1, else class 1; class 2 far away. At x = (3, 1): logits 3, 1, −4.
    private const string Model = """ "W": [[1, 0], [0, 1], [0, -1]], "b": [0, 0, -3], "x": [3, 1], "y": 0""";

    [Theory]
    [InlineData("attack.min-norm", """ "norm": "l2" """, 1.4142135623730951)] // 2/√2
    [InlineData("attack.min-norm", """ "norm": "linf" """, 1)]
    [InlineData("attack.min-norm", """ "norm": "l1" """, 2)]
    [InlineData("attack.min-norm", """ "norm": "l2", "clip": [0.5, 3] """, 1.4142135623730951)]
    [InlineData("attack.min-norm", """ "norm": "l2", "clip": [0.5, 3.5] """, 1.4142135623730951)]
    [InlineData("attack.min-norm", """ "norm": "linf", "clip": [1, 3] """, 1)]
    [InlineData("attack.cw-l2", """ "confidence": 1 """, 2.1213203435596424)] // 3/√2
    [InlineData("attack.cw-l2", """ "box": [1, 3] """, 1.4142135623730951)]
    [InlineData("attack.deepfool", "", 1.4424978336205569)] // 1.02·√2
    [InlineData("attack.deepfool", """ "norm": "linf", "overshoot": 0 """, 1)]
    public void Distances_HandDerivedCases(string function, string more, double expected)
    {
        var result = Result(function, $"{Model}{(more.Length > 0 ? "," : "")}{more}");

        Assert.Equal(expected, (double)result["distance"]!, 1e-12);
        Assert.Equal(1, (int)result["target"]!);
    }

    [Fact]
    public void CarliniWagner_BoundInTheWay_TheOtherFeatureGoesTheRest()
    {
        // x_1 may rise by 0.5 only, so x_0 has to fall by 1.5.
        var result = Result("attack.cw-l2", """ "W": [[1, 0], [0, 1]], "b": [0, 0], "x": [3, 1], "y": 0, "box": [-5, 3] """);
        var cut = Result("attack.cw-l2", """ "W": [[1, 0], [0, 1]], "b": [0, 0], "x": [0.9, 0.7], "y": 0, "confidence": 0.8, "box": [0, 1] """);

        Assert.Equal(Math.Sqrt(2), (double)result["distance"]!, 1e-12);
        Assert.Equal([0.2, 1], cut["adversarial"]!.AsArray().Select(value => Math.Round((double)value!, 12)));
        Assert.Equal(Math.Sqrt((0.7 * 0.7) + (0.3 * 0.3)), (double)cut["distance"]!, 1e-12);
    }

    [Fact]
    public void CarliniWagner_NoPointOfTheBox_IsInfinitelyFar()
    {
        var result = Result("attack.cw-l2", """ "W": [[1, 0], [0, 1]], "b": [9, 0], "x": [0.9, 0.7], "y": 0, "box": [0, 1] """);

        Assert.Equal("Infinity", (string)result["distance"]!);
        Assert.Null(result["target"]);
        Assert.Null(result["adversarial"]);
    }

    [Fact]
    public void MinNorm_WrongAlready_IsZero() =>
        Assert.Equal(0, (double)Result("attack.min-norm", """ "W": [[1, 0], [0, 1]], "b": [0, 0], "x": [1, 3], "y": 0 """)["distance"]!);

    [Theory]
    [InlineData("linf", "2.5 1.5")]
    [InlineData("l2", "2.6464466094067264 1.3535533905932737")]
    [InlineData("l1", "2.75 1.25")]
    public void Fgsm_TwoClasses_GoesAgainstTheMargin(string norm, string expected)
    {
        // The gradient is p_1·(−1, 1).
        var result = Result("attack.fgsm", $$""" "W": [[1, 0], [0, 1]], "b": [0, 0], "x": [3, 1], "y": 0, "eps": 0.5, "norm": "{{norm}}" """);
        var found = result["adversarial"]!.AsArray().Select(value => (double)value!).ToArray();

        Assert.All(expected.Split(' ').Zip(found), pair => Assert.Equal(double.Parse(pair.First, System.Globalization.CultureInfo.InvariantCulture), pair.Second, 1e-12));
        Assert.Equal(Math.Log(1 + Math.Exp(found[1] - found[0])), (double)result["loss"]!, 1e-12);
    }

    [Fact]
    public void Fgsm_SureModelAndClip_StillMovesAndStaysWithin()
    {
        var result = Result("attack.fgsm", """ "W": [[1000, 0], [0, 1]], "b": [0, 0], "x": [1, 0], "y": 0, "eps": 0.25, "clip": [0, 0.9] """);

        // exp(−1000) is 0 in double, and so is the gradient: only the bounds move x.
        Assert.Equal([0.9, 0], result["adversarial"]!.AsArray().Select(value => (double)value!));
    }

    [Theory]
    [InlineData("linf", 2 + 0.4 * -2)] // margin − 2ε
    [InlineData("l2", 2 - 0.4 * 1.4142135623730951)]
    [InlineData("l1", 2 - 0.4)]
    public void Pgd_TwoClasses_ReachesTheOptimumOfTheBall(string norm, double margin)
    {
        var result = Result("attack.pgd", $$""" "W": [[1, 0], [0, 1]], "b": [0, 0], "x": [3, 1], "y": 0, "eps": 0.4, "steps": 10, "norm": "{{norm}}" """);

        Assert.Equal(Math.Log(1 + Math.Exp(-margin)), (double)result["loss"]!, 1e-9);
    }

    [Fact]
    public void Losses_PublishedFormulas()
    {
        var result = Result("attack.losses", """ "logits": [1, 4, -1, 3], "y": 3, "target": 1 """);

        Assert.Equal(Math.Log(new[] { 1.0, 4, -1, 3 }.Sum(Math.Exp)) - 3, (double)result["crossEntropy"]!, 1e-12);
        Assert.Equal(1.0 / 3, (double)result["dlr"]!, 1e-9);
        Assert.Equal(0.25, (double)result["dlrTargeted"]!, 1e-9);
        Assert.Equal(-1, (double)result["margin"]!);
    }

    [Theory]
    [InlineData(""" "iterations": 100 """, "22 41 57 70 80 87 93 99")] // the paper's
    [InlineData(""" "iterations": 100, "variant": "paper" """, "22 41 57 70 80 87 93 99")]
    [InlineData(""" "iterations": 10 """, "2 3 4 5 6 7 8 9 10")]
    [InlineData(""" "iterations": 1 """, "1")]
    public void ApgdCheckpoints_PublishedSchedule(string arguments, string expected) =>
        Assert.Equal(expected, string.Join(' ', Result("attack.apgd-checkpoints", arguments)["checkpoints"]!.AsArray()));

    [Fact]
    public void SquareSchedule_PublishedThresholds_HalveThePart()
    {
        var result = Result("attack.square-schedule", """ "queries": 10000, "pInit": 0.8, "side": 28, "iterations": [0, 10, 11, 51, 201, 501, 1001, 2001, 4001, 6001, 8000, 8001, 9999] """);
        var rescaled = Result("attack.square-schedule", """ "queries": 5000, "pInit": 0.8, "iterations": [5, 6, 4000, 4001] """);

        Assert.Equal(
            [1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 256, 512, 512],
            result["p"]!.AsArray().Select(p => (int)Math.Round(0.8 / (double)p!)));
        Assert.Equal(25, (int)result["squares"]![0]!); // √(0.8·784) = 25.04
        Assert.Equal([0.8, 0.4, 0.8 / 256, 0.8 / 512], rescaled["p"]!.AsArray().Select(p => (double)p!));
    }

    [Theory]
    [InlineData(""" "norm": "l1", "vector": [2, 1, -0.5], "radius": 1.5 """, "1.25 0.25 0")]
    [InlineData(""" "norm": "l2", "vector": [3, -4], "radius": 1 """, "0.6 -0.8")]
    [InlineData(""" "norm": "linf", "vector": [3, -0.4], "radius": 0.5 """, "0.5 -0.4")]
    [InlineData(""" "norm": "l1", "vector": [1, 1], "radius": 1, "x": [0.75, 0.5], "clip": [0, 1] """, "0.25 0.5")] // box before ball
    [InlineData(""" "norm": "l1", "vector": [1, 0.75], "radius": 0.5, "x": [0.75, 0.5], "clip": [0, 1] """, "0.25 0.25")]
    public void Project_HandDerivedCases(string arguments, string expected) =>
        Assert.Equal(
            expected, string.Join(' ', Result("attack.project", arguments)["vector"]!.AsArray().Select(value => FormattableString.Invariant($"{Math.Round((double)value!, 12)}").Replace("-0 ", "0 ", StringComparison.Ordinal))));

    [Fact]
    public void HopSkipJumpSchedule_GrowsWithTheRoot() =>
        Assert.Equal("100 141 173 200", string.Join(' ', Result("attack.hopskipjump-schedule", """ "dimension": 784, "iterations": 4 """)["evaluations"]!.AsArray()));

    [Theory]
    [InlineData("attack.fgsm", """ "W": [[1, 0]], "b": [0], "x": [3, 1], "y": 0, "eps": 1 """, "two classes")]
    [InlineData("attack.fgsm", """ "W": [[1, 0], [0, 1]], "b": [0], "x": [3, 1], "y": 0, "eps": 1 """, "b has 1 values")]
    [InlineData("attack.fgsm", """ "W": [[1, 0], [0]], "b": [0, 0], "x": [3, 1], "y": 0, "eps": 1 """, "a row of W has 1 values")]
    [InlineData("attack.fgsm", """ "W": [[1, 0], [0, 1]], "b": [0, 0], "x": [3, 1], "y": 2, "eps": 1 """, "y must be a whole number from 0 to 1")]
    [InlineData("attack.fgsm", """ "W": [[1, 0], [0, 1]], "b": [0, 0], "x": [3, 1], "y": 0, "eps": -1 """, "must not be negative")]
    [InlineData("attack.fgsm", """ "W": [[1, 0], [0, 1]], "b": [0, 0], "x": [3, 1], "y": 0, "eps": 1, "norm": "l3" """, "norm must be")]
    [InlineData("attack.fgsm", """ "W": [[1, 0], [0, 1]], "b": [0, 0], "x": [3, 1], "y": 0, "eps": 1, "clip": [1] """, "clip must be [lower, upper]")]
    [InlineData("attack.cw-l2", """ "W": [[1, 0], [0, 1]], "b": [0, 0], "x": [3, 1], "y": 0, "box": [0, 1] """, "x must lie within box")]
    [InlineData("attack.project", """ "vector": [1], "radius": 1 """, "\"norm\" is missing")]
    [InlineData("attack.project", """ "norm": "l2", "vector": [0], "radius": 1, "x": [5], "clip": [0, 1] """, "larger radius")]
    [InlineData("attack.apgd-checkpoints", """ "iterations": 0 """, "iterations must be")]
    [InlineData("attack.losses", """ "logits": [1, 2], "y": 0, "targt": 1 """, "target")]
    public void ImpossibleCases_SayWhatToChange(string function, string arguments, string part) =>
        Assert.Contains(part, (string)Answer(function, arguments)["error"]!, StringComparison.Ordinal);

    private static JsonNode Result(string function, string arguments) =>
        Answer(function, arguments) is { } answer && answer["result"] is { } result ? result : throw new InvalidOperationException(Answer(function, arguments).ToJsonString());

    private static JsonNode Answer(string function, string arguments) =>
        JsonNode.Parse(BatchRunner.Answer($$"""{"function": "{{function}}", "args": { {{arguments}} } }"""))!;
}
