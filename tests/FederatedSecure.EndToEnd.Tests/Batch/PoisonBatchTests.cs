using System.Text.Json.Nodes;

namespace FederatedSecure.EndToEnd.Tests.Batch;

public sealed class PoisonBatchTests
{
    private const string Three = "[[1, 2, 3], [4, 5, 6], [7, 8, 9]]";

    [Theory]
    [InlineData("sign-flip", "{}", "-4 -5 -6")]
    [InlineData("zero", "{}", "0 0 0")]
    [InlineData("inf", "{}", "Infinity Infinity Infinity")]
    [InlineData("nan", "{}", "NaN NaN NaN")]
    [InlineData("ipm", """{"epsilon": 0.5}""", "-2 -2.5 -3")]
    [InlineData("foe", """{"epsilon": 10}""", "-40 -50 -60")]
    [InlineData("alie", """{"z": 1.5}""", "8.5 9.5 10.5")]
    [InlineData("alie", """{"z": 1.5, "sign": "-"}""", "-0.5 0.5 1.5")]
    [InlineData("mimic", """{"index": 1}""", "4 5 6")]
    [InlineData("gaussian", """{"mean": 3, "std": 0, "seed": 1}""", "3 3 3")]
    [InlineData("free-rider", """{"previous": [1, 2, 3], "scale": 2}""", "2 4 6")]
    [InlineData("on-off", """{"attack": "ipm", "epsilon": 1, "probability": 1}""", "-4 -5 -6")]
    [InlineData("on-off", """{"probability": 0, "own": [[9, 9, 9]]}""", "9 9 9")]
    public void Poison_HandDerivedCases_GivesTheirVector(string attack, string parameters, string expected) =>
        Assert.Equal(expected, string.Join(' ', Poison(Three, attack, parameters)["vector"]!.AsArray().Select(value => value!.ToString())));

    [Fact]
    public void Poison_AlieWithoutZ_TakesItFromAllSitesAndAttackers()
    {
        var vector = Poison(Three, "alie", "{}", """, "n": 50, "f": 12""")["vector"]!.AsArray();

        Assert.Equal(4 + (3 * 0.33603814037182309), (double)vector[0]!, 1e-12);
    }

    [Fact]
    public void Poison_AttackersWhoDiffer_GivesAllTheirVectors()
    {
        var one = Poison(Three, "gaussian", """{"seed": 5}""", """, "f": 2""");
        var again = Poison(Three, "gaussian", """{"seed": 5}""", """, "f": 2""");

        Assert.Equal(2, one["vectors"]!.AsArray().Count);
        Assert.Equal(one["vector"]!.ToJsonString(), one["vectors"]![0]!.ToJsonString());
        Assert.NotEqual(one["vectors"]![0]!.ToJsonString(), one["vectors"]![1]!.ToJsonString());
        Assert.Equal(one.ToJsonString(), again.ToJsonString());
        Assert.NotEqual(one.ToJsonString(), Poison(Three, "gaussian", """{"seed": 6}""", """, "f": 2""").ToJsonString());
    }

    [Theory]
    [InlineData("min-max", """{"direction": "std", "gammaInit": 20, "stop": 1e-7, "bound": "max", "ddof": 0}""")]
    [InlineData("min-sum", """{"direction": "sign", "bound": "min"}""")]
    [InlineData("fang-krum", "{}")]
    [InlineData("fang-trimmed-mean", """{"seed": 3}""")]
    [InlineData("mimic-variance", "{}")]
    [InlineData("sybils", """{"noise": 0.1, "seed": 3}""")]
    public void Poison_OtherAttacks_AnswerWithOneNumberForEachCoordinate(string attack, string parameters) =>
        Assert.Equal(2, Poison("[[1, 2], [2, 2], [3, 1], [0, 4], [1, 1]]", attack, parameters, """, "f": 1""")["vector"]!.AsArray().Count);

    [Theory]
    [InlineData("optimal-ipm", -2.74877907)] // the examples of ByzFL's documentation, 0.0.11: NNM, clipping to 2, trimmed mean
    [InlineData("optimal-alie", 12.91985116)]
    public void Poison_OptimalAttackOnAPipeline_HasByzFLsPublishedResult(string attack, double first)
    {
        const string pipeline = """{"rule": "trimmed-mean", "pre": [{"name": "nnm"}, {"name": "clipping", "bound": 2}], "f": 1}""";

        Assert.Equal(first, (double)Poison(Three, attack, pipeline)["vector"]![0]!, 1e-8);
    }

    [Fact]
    public void Poison_AgrTailoredToKrum_GoesAsFarAsKrumStillPicksIt()
    {
        // See the same case in the tests of the attack.
        var vector = Poison("[[1, 1], [1, -1], [1, 2], [1, -2]]", "agr-tailored", """{"rule": "krum", "f": 2, "ruleParams": {"variant": "byzfl"}}""")["vector"]!;

        Assert.Equal(-1, (double)vector[0]!, 4e-5);
        Assert.Equal(0, (double)vector[1]!, 4e-5);
    }

    [Theory]
    [InlineData("sign-flip", """{"rule": "mean"}""", "looks at no rule")]
    [InlineData("optimal-ipm", """{"f": 1}""", "give the rule")]
    [InlineData("optimal-ipm", """{"rule": "mean"}""", "f must be at least 1")]
    [InlineData("optimal-ipm", """{"rule": "medain", "f": 1}""", "median")]
    [InlineData("optimal-ipm", """{"rule": "trimmed-mean", "f": 3}""", "n = 6 is too small for f = 3")]
    [InlineData("agr-tailored", """{"rule": "krum", "ruleParams": {"varient": "paper"}, "f": 1}""", "varient")]
    public void Poison_PipelinesThatCannotBe_SayWhatToChange(string attack, string parameters, string part) =>
        Assert.Contains(part, BatchCase.Error("poison", $$"""{"honest": {{Three}}, "attack": "{{attack}}", "params": {{parameters}}}"""), StringComparison.Ordinal);

    [Theory]
    [InlineData(Three, "mimik", "{}", "Did you mean \"mimic\"?")]
    [InlineData(Three, "alie", """{"zz": 1}""", "it has ddof, sign, z")]
    [InlineData(Three, "alie", """{"z": [1]}""", "z must be a number or text")]
    [InlineData(Three, "alie", "{}", "would have to help")]
    [InlineData("[]", "zero", "{}", "no honest update")]
    [InlineData("[[1], [1, 2]]", "zero", "{}", "2 coordinates where 1")]
    [InlineData("[[1]]", "min-max", "{}", "2 honest updates")]
    public void Poison_ImpossibleCases_SayWhatToChange(string honest, string attack, string parameters, string part) =>
        Assert.Contains(part, BatchCase.Error("poison", $$"""{"honest": {{honest}}, "attack": "{{attack}}", "params": {{parameters}}, "n": 1}"""), StringComparison.Ordinal);

    private static JsonNode Poison(string honest, string attack, string parameters, string more = "") =>
        BatchCase.Result("poison", JsonNode.Parse($$"""{"honest": {{honest}}, "attack": "{{attack}}", "params": {{parameters}}{{more}}}""")!);
}
