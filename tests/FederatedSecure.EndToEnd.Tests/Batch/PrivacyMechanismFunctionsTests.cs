using System.Text.Json.Nodes;
using FederatedSecure.Lab.Batch;

namespace FederatedSecure.EndToEnd.Tests.Batch;

public sealed class PrivacyMechanismFunctionsTests
{
    [Fact]
    public void Gaussian_EitherWay_IsTheOther()
    {
        var sigma = (double)Result("privacy.gaussian", """{"epsilon": 1, "sensitivity": 2, "delta": 1e-5}""")["sigma"]!;

        // Balle and Wang, 2018, for Δ = 1: 3.7306…
        Assert.Equal(2 * 3.73063, sigma, 1e-4);
        Assert.Equal(1, (double)Result("privacy.gaussian", $$"""{"sigma": {{Text(sigma)}}, "sensitivity": 2, "delta": 1e-5}""")["epsilon"]!, 1e-9);
        Assert.Equal(1e-5, (double)Result("privacy.gaussian", $$"""{"sigma": {{Text(sigma)}}, "sensitivity": 2, "epsilon": 1}""")["delta"]!, 1e-13);
        Assert.Equal("Infinity", (string?)Result("privacy.gaussian", """{"sigma": 0, "sensitivity": 1, "delta": 1e-5}""")["epsilon"]);
    }

    [Fact]
    public void Gdp_MuAndDelta_AreTheFormulaeOfTheirPapers()
    {
        Assert.Equal(0.01 * Math.Sqrt(1000 * (Math.E - 1)), (double)Result("privacy.gdp", """{"samplingRate": 0.01, "noiseMultiplier": 1, "steps": 1000}""")["mu"]!, 1e-12);
        Assert.Equal(0.126936737507, (double)Result("privacy.gdp", """{"mu": 1, "epsilon": 1}""")["delta"]!, 1e-11);
        Assert.Equal("Infinity", (string?)Result("privacy.gdp", """{"samplingRate": 0.01, "noiseMultiplier": 0, "steps": 1}""")["mu"]);
        Assert.Equal(0, (double)Result("privacy.gdp", """{"samplingRate": 0.01, "noiseMultiplier": 0, "steps": 0}""")["mu"]!);
    }

    [Fact]
    public void Gdp_InTheList_IsCalledAnEstimate() =>
        Assert.Contains("estimate, never a bound", BatchFunctions.ByName["privacy.gdp"].Result, StringComparison.Ordinal);

    [Fact]
    public void Zcdp_Example_IsCdpEps()
    {
        // The authors' cdp2adp.py.
        var result = Result("privacy.zcdp", """{"rho": 0.1, "delta": 1e-6}""");

        Assert.Equal(2.141938928385474, (double)result["epsilon"]!, 1e-9);
        Assert.Equal(0.1 + (2 * Math.Sqrt(0.1 * Math.Log(1e6))), (double)result["epsilonStandard"]!, 1e-9);
    }

    [Fact]
    public void DiscreteGaussian_Sigma_GivesVarianceAndProbabilities()
    {
        var result = Result("privacy.discrete-gaussian", """{"sigma": 1}""");
        double[] pmf = [.. result["pmf"]!.AsArray().Select(p => (double)p!)];

        Assert.Equal(["variance", "pmf"], result.AsObject().Select(field => field.Key));
        Assert.Equal(1, (2 * pmf.Sum()) - pmf[0], 1e-14);
        Assert.Equal((double)result["variance"]!, 2 * pmf.Select((p, x) => p * x * x).Sum(), 1e-14);
        Assert.Equal(Math.Exp(-0.5), pmf[1] / pmf[0], 1e-15);
    }

    [Fact]
    public void DiscreteGaussian_Epsilon_GivesDelta()
    {
        double[] pmf = [.. Result("privacy.discrete-gaussian", """{"sigma": 2}""")["pmf"]!.AsArray().Select(p => (double)p!)];
        var expected = Enumerable.Range(-17, 37).Sum(y => Math.Max(0, pmf[Math.Abs(y - 3)] - (Math.Exp(0.5) * pmf[Math.Abs(y)])));

        Assert.Equal(expected, (double)Result("privacy.discrete-gaussian", """{"sigma": 2, "epsilon": 0.5, "sensitivity": 3}""")["delta"]!, 1e-13);
    }

    [Theory]
    [InlineData("discrete-gaussian", 11.024891480042896)]
    [InlineData("skellam", 11.027748034409246)]
    public void Distributed_Example_IsWhatTheAuthorsCodeReturns(string mechanism, double expected)
    {
        var result = Result("privacy.distributed", $$"""
            {"mechanism": "{{mechanism}}", "localStddev": 0.05, "clients": 100, "l2Clip": 1, "beta": 0.6065306597126334, "dimension": 1024,
             "gamma": 0.01, "samplingRate": 1, "steps": 1, "delta": 1e-5}
            """);

        Assert.Equal(["epsilon", "order", "roundedL2"], result.AsObject().Select(field => field.Key).Order());
        Assert.Equal(expected, (double)result["epsilon"]!, 1e-8);
        Assert.Equal(3, (double)result["order"]!);
        Assert.Equal(1.0184301645179212, (double)result["roundedL2"]!, 1e-12);
    }

    [Theory]
    [InlineData("true", 0.904837418035960, 1)]
    [InlineData("false", 0.9, 1)]
    public void AdaptiveClip_TwoSteps_FollowTheRule(string geometric, double first, double second)
    {
        var clip = Result("privacy.adaptive-clip", $$"""
            {"initial": 1, "targetQuantile": 0.5, "learningRate": 0.2, "geometric": {{geometric}}, "norms": [[0.5, 1], [3, 4]], "expectedRecords": 2}
            """)["clip"]!.AsArray();

        Assert.Equal(first, (double)clip[0]!, 1e-14);
        Assert.Equal(second, (double)clip[1]!, 1e-14);
    }

    [Theory]
    [InlineData("privacy.gaussian", """{"sigma": 1}""", "give two of sigma, epsilon and delta")]
    [InlineData("privacy.gaussian", """{"sigma": -1, "delta": 0.1}""", "0 or more; -1 was given")]
    [InlineData("privacy.zcdp", """{"rho": -1, "delta": 0.1}""", "0 or more; -1 was given")]
    [InlineData("privacy.discrete-gaussian", """{"sigma": 0}""", "above 0; 0 was given")]
    [InlineData("privacy.discrete-gaussian", """{"sigma": 1, "epsilon": 1, "sensitivity": 0.5}""", "whole number")]
    [InlineData("privacy.distributed", """{"mechanism": "laplace"}""", "take \"discrete-gaussian\" or \"skellam\"")]
    [InlineData("privacy.adaptive-clip", """{"initial": 0, "targetQuantile": 0.5, "learningRate": 0.2, "geometric": true, "norms": [[1]]}""", "above 0; 0 was given")]
    [InlineData("privacy.adaptive-clip", """{"initial": 1, "targetQuantile": 0.5, "learningRate": 9, "geometric": false, "norms": [[1]]}""", "smaller learning rate")]
    [InlineData("privacy.adaptive-clip", """{"initial": 1, "targetQuantile": 0.5, "learningRate": 9, "geometric": "yes", "norms": [[1]]}""", "true or false")]
    public void Anything_Impossible_IsAnErrorThatSaysWhatToChange(string function, string arguments, string words) =>
        Assert.Contains(words, BatchCase.Error(function, arguments), StringComparison.Ordinal);

    private static JsonNode Result(string function, string arguments) => BatchCase.Result(function, JsonNode.Parse(arguments)!);

    private static string Text(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
