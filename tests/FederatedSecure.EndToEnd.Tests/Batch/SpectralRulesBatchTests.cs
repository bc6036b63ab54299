using System.Text.Json.Nodes;

namespace FederatedSecure.EndToEnd.Tests.Batch;

public sealed class SpectralRulesBatchTests
{
    [Theory]
    [InlineData("smea", "[[0], [1], [3], [10]]", 1, "{}", 4.0 / 3)]
    [InlineData("caf", "[[0], [1], [5]]", 1, "{}", 8.0 / 13)]
    [InlineData("caf", "[[0], [1], [5]]", 1, """{"start": [1], "powerIterations": 1}""", 8.0 / 13)]
    [InlineData("caf", "[[0], [1], [5]]", 0, "{}", 2)]
    [InlineData("dnc", "[[0], [1], [3], [10]]", 1, """{"iterations": 2, "coordinates": [0, 0], "filter": 1}""", 4.0 / 3)]
    [InlineData("dnc", "[[0], [1], [3], [10]]", 1, """{"subsample": 1, "seed": 7}""", 4.0 / 3)]
    [InlineData("fltrust", "[[2], [-5]]", 0, """{"root": [1]}""", 1)]
    [InlineData("signguard", "[[2], [2], [2], [6.1], [0.19]]", 0, "{}", 2)]
    [InlineData("flame", "[[1], [2], [3], [-9]]", 0, "{}", 5.5 / 3)] // norms 1, 2, 3, 9: median 2.5
    [InlineData("foolsgold", "[[1], [-2]]", 0, """{"divide": "nothing"}""", -1)]
    [InlineData("foolsgold", "[[1], [1]]", 0, """{"history": [[1], [-1]]}""", 1)]
    public void Aggregate_HandDerivedCases_GivesTheirVector(string rule, string vectors, int f, string parameters, double expected)
    {
        var arguments = JsonNode.Parse($$"""{"vectors": {{vectors}}, "rule": "{{rule}}", "f": {{f}}, "params": {{parameters}}}""")!;

        Assert.Equal(expected, (double)BatchCase.Result("aggregate", arguments)["vector"]![0]!, 1e-12);
    }

    [Theory]
    [InlineData("fltrust", "{}", "root")]
    [InlineData("caf", """{"start": [0]}""", "start must not be all zeros")]
    [InlineData("caf", """{"powerIterations": 0}""", "powerIterations")]
    [InlineData("dnc", """{"coordinates": [5]}""", "below 1")]
    [InlineData("flame", """{"lambda": -1}""", "lambda")]
    public void Aggregate_ParametersThatCannotBe_SayWhatToChange(string rule, string parameters, string part) => Assert.Contains(
        part, BatchCase.Error("aggregate", $$"""{"vectors": [[1], [2], [4]], "rule": "{{rule}}", "f": 1, "params": {{parameters}}}"""), StringComparison.Ordinal);
}
