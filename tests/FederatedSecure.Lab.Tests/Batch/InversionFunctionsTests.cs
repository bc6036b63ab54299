using System.Text.Json.Nodes;
using FederatedSecure.Lab.Batch;

namespace FederatedSecure.Lab.Tests.Batch;

public class InversionFunctionsTests
{
    [Fact]
    public void Linear_GradientsOfOneRecord_GiveLabelAndRecord()
    {
        // z = 0 for three classes: softmax 1/3; label 1, x = (2, −3).
        var result = Result("inversion.linear", """
            {"W": [[0, 0], [0, 0], [0, 0]], "b": [0, 0, 0], "dW": [[0.5, -0.75], [-1, 1.5], [0.5, -0.75]], "db": [0.25, -0.5, 0.25]}
            """);

        Assert.Equal("""{"label":1,"x":[2,-3]}""", result.ToJsonString());
    }

    [Fact]
    public void Psnr_EqualPictures_IsInfinite() =>
        Assert.Equal("""{"mse":0,"psnr":"Infinity"}""", Result("inversion.psnr", """{"a": [[1, 2], [3, 4]], "b": [[1, 2], [3, 4]], "max": 255}""").ToJsonString());

    [Fact]
    public void Psnr_ErrorOfOneInTenOfPeak_IsTwenty()
    {
        var result = Result("inversion.psnr", """{"a": [10, 20], "b": [20, 10], "max": 100}""");

        Assert.Equal((100.0, 20.0), ((double)result["mse"]!, (double)result["psnr"]!));
    }

    [Fact]
    public void Metrics_ClassesOrScores_CountAgreements()
    {
        Assert.Equal("""{"fidelity":0.75,"studentAccuracy":0.5}""", Result("extraction.metrics", """{"teacher": [0, 1, 2, 2], "student": [0, 1, 2, 0], "y": [0, 0, 2, 2]}""").ToJsonString());
        Assert.Equal("""{"fidelity":0.5,"studentAccuracy":1}""", Result("extraction.metrics", """{"teacher": [[0.9, 0.1], [0.2, 0.8]], "student": [[2, 1], [5, 4]], "y": [0, 0]}""").ToJsonString());
    }

    [Theory]
    [InlineData("inversion.linear", """{"dW": [[1], [1]], "db": [0, 0]}""", "no value of db is negative")]
    [InlineData("inversion.linear", """{"dW": [[1]], "db": [-1, 1]}""", "a row of the same length")]
    [InlineData("inversion.linear", """{"W": [[1, 2], [1, 2]], "dW": [[1], [1]], "db": [-1, 1]}""", "the same shape")]
    [InlineData("inversion.psnr", """{"a": [1], "b": [1, 2]}""", "the same number of values")]
    [InlineData("inversion.psnr", """{"a": [1], "b": [1], "max": 0}""", "above 0")]
    [InlineData("extraction.metrics", """{"teacher": [], "student": [], "y": []}""", "at least one")]
    public void Functions_ImpossibleArguments_SayWhatToChange(string function, string arguments, string part) =>
        Assert.Contains(part, (string?)Answer(function, arguments)["error"], StringComparison.Ordinal);

    private static JsonNode Result(string function, string arguments) =>
        Answer(function, arguments)["result"] ?? throw new InvalidOperationException(Answer(function, arguments).ToJsonString());

    private static JsonNode Answer(string function, string arguments) =>
        JsonNode.Parse(BatchRunner.Answer($$"""{"function": "{{function}}", "args": {{arguments}}}"""))!;
}
