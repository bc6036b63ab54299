using System.Text.Json.Nodes;
using FederatedSecure.Lab.Batch;

namespace FederatedSecure.EndToEnd.Tests.Batch;

public sealed class PrivacyFunctionsTests
{
    private const string Case = "\"samplingRate\": 0.01, \"noiseMultiplier\": 4, \"steps\": 10000";

    [Fact]
    public void Epsilon_MomentsAccountantsExample_IsBelowThePaper()
    {
        // Abadi et al., 2016, figure 2: 1.26.
        var pld = Result("privacy.epsilon", $$"""{ {{Case}}, "delta": 1e-5 }""");
        var rdp = Result("privacy.epsilon", $$"""{ {{Case}}, "delta": 1e-5, "accountant": "rdp" }""");

        Assert.Equal(["epsilon", "epsilonLower", "epsilonUpper"], Names(pld));
        Assert.Equal(["epsilon", "order"], Names(rdp));
        Assert.Equal(0.947, Real(pld, "epsilon"), 1e-3);
        Assert.Equal(Real(pld, "epsilon"), Real(pld, "epsilonUpper"));
        Assert.InRange(Real(pld, "epsilonUpper") - Real(pld, "epsilonLower"), 0, 1e-3);
        Assert.Equal(1.035, Real(rdp, "epsilon"), 1e-3);
        Assert.InRange(Real(rdp, "epsilon"), Real(pld, "epsilon"), 1.26);
    }

    [Fact]
    public void Epsilon_Defaults_AreThoseOfTheList() =>
        Assert.Equal(
            Result("privacy.epsilon", $$"""{ {{Case}}, "delta": 1e-5 }""").ToJsonString(),
            Result("privacy.epsilon", $$"""{ {{Case}}, "delta": 1e-5, "accountant": "pld", "relation": "add-remove" }""").ToJsonString());

    [Fact]
    public void Epsilon_OrdersGiven_AreTheOnlyOnes()
    {
        var result = Result("privacy.epsilon", $$"""{ {{Case}}, "delta": 1e-5, "accountant": "rdp", "orders": [2.5, 16.25] }""");

        Assert.Equal(16.25, Real(result, "order"));
        Assert.True(Real(result, "epsilon") >= Real(Result("privacy.epsilon", $$"""{ {{Case}}, "delta": 1e-5, "accountant": "rdp", "orders": [16, 16.25, 17] }"""), "epsilon"));
    }

    [Theory]
    [InlineData("pld")]
    [InlineData("rdp")]
    public void Epsilon_NoNoiseOrNoSteps_IsInfiniteOrZero(string accountant)
    {
        Assert.Equal("Infinity", (string?)Result("privacy.epsilon", $$"""{"samplingRate": 0.01, "noiseMultiplier": 0, "steps": 10, "delta": 1e-5, "accountant": "{{accountant}}"}""")["epsilon"]);
        Assert.Equal(0, Real(Result("privacy.epsilon", $$"""{"samplingRate": 0.01, "noiseMultiplier": 0, "steps": 0, "delta": 1e-5, "accountant": "{{accountant}}"}"""), "epsilon"));
        Assert.Equal(1, Real(Result("privacy.delta", $$"""{"samplingRate": 0.01, "noiseMultiplier": 0, "steps": 10, "epsilon": 3, "accountant": "{{accountant}}"}"""), "delta"));
        Assert.Equal(0, Real(Result("privacy.delta", $$"""{"samplingRate": 0.01, "noiseMultiplier": 1, "steps": 0, "epsilon": 3, "accountant": "{{accountant}}"}"""), "delta"));
    }

    [Theory]
    [InlineData("pld")]
    [InlineData("rdp")]
    public void Delta_AtTheEpsilon_IsTheDelta(string accountant)
    {
        var epsilon = Real(Result("privacy.epsilon", $$"""{ {{Case}}, "delta": 1e-5, "accountant": "{{accountant}}" }"""), "epsilon");

        var delta = Real(Result("privacy.delta", $$"""{ {{Case}}, "epsilon": {{Text(epsilon)}}, "accountant": "{{accountant}}" }"""), "delta");

        Assert.Equal(1, delta / 1e-5, 0.02);
    }

    [Theory]
    [InlineData("pld")]
    [InlineData("rdp")]
    public void NoiseMultiplier_Target_IsMet(string accountant)
    {
        var result = Result("privacy.noise-multiplier", $$"""{"targetEpsilon": 3, "delta": 1e-5, "samplingRate": 0.01, "steps": 1000, "accountant": "{{accountant}}"}""");

        Assert.Equal(["noiseMultiplier", "epsilon"], Names(result));
        Assert.InRange(Real(result, "epsilon"), 2.999, 3);
        Assert.Equal(
            Real(result, "epsilon"),
            Real(Result("privacy.epsilon", $$"""{"samplingRate": 0.01, "noiseMultiplier": {{Text(Real(result, "noiseMultiplier"))}}, "steps": 1000, "delta": 1e-5, "accountant": "{{accountant}}"}"""), "epsilon"));
    }

    [Fact]
    public void Rdp_FractionalOrder_IsThatOfDpAccounting()
    {
        // google/differential-privacy, rdp_privacy_accountant_test.py.
        Assert.Equal(6.5007e-4, Real(Result("privacy.rdp", """{"samplingRate": 0.01, "noiseMultiplier": 2.5, "steps": 50, "order": 1.5}"""), "rdp"), 1e-7);
        Assert.Equal("Infinity", (string?)Result("privacy.rdp", """{"samplingRate": 0.01, "noiseMultiplier": 0, "steps": 50, "order": 1.5}""")["rdp"]);
        Assert.Equal(0, Real(Result("privacy.rdp", """{"samplingRate": 0.01, "noiseMultiplier": 0, "steps": 0, "order": 1.5}"""), "rdp"));
    }

    [Theory]
    [InlineData("privacy.epsilon", """{"samplingRate": 0, "noiseMultiplier": 1, "steps": 5, "delta": 1e-5}""", "sampling rate")]
    [InlineData("privacy.epsilon", """{"samplingRate": 1.01, "noiseMultiplier": 1, "steps": 5, "delta": 1e-5}""", "sampling rate")]
    [InlineData("privacy.epsilon", """{"samplingRate": "NaN", "noiseMultiplier": 1, "steps": 5, "delta": 1e-5}""", "samplingRate must be")]
    [InlineData("privacy.epsilon", """{"samplingRate": 0.1, "noiseMultiplier": -1, "steps": 5, "delta": 1e-5}""", "0 or more; -1 was given")]
    [InlineData("privacy.epsilon", """{"samplingRate": 0.1, "noiseMultiplier": 1, "steps": -5, "delta": 1e-5}""", "steps must be a whole number")]
    [InlineData("privacy.epsilon", """{"samplingRate": 0.1, "noiseMultiplier": 1, "steps": 5.5, "delta": 1e-5}""", "steps must be a whole number")]
    [InlineData("privacy.epsilon", """{"samplingRate": 0.1, "noiseMultiplier": 1, "steps": 5, "delta": 0}""", "δ must lie between 0 and 1")]
    [InlineData("privacy.epsilon", """{"samplingRate": 0.1, "noiseMultiplier": 1, "steps": 5}""", "\"delta\" is missing")]
    [InlineData("privacy.epsilon", """{"samplingRate": 0.1, "noiseMultiplier": 1, "steps": 5, "delta": 1e-5, "accountant": "gdp"}""", "take \"pld\" or \"rdp\"")]
    [InlineData("privacy.epsilon", """{"samplingRate": 0.1, "noiseMultiplier": 1, "steps": 5, "delta": 1e-5, "relation": "replace"}""", "take \"add-remove\"")]
    [InlineData("privacy.epsilon", """{"samplingRate": 0.1, "noiseMultiplier": 1, "steps": 5, "delta": 1e-5, "orders": [2]}""", "\"rdp\"")]
    [InlineData("privacy.epsilon", """{"samplingRate": 0.1, "noiseMultiplier": 1, "steps": 5, "delta": 1e-5, "accountant": "rdp", "orders": [1]}""", "above 1")]
    [InlineData("privacy.epsilon", """{"samplingRate": 0.1, "noiseMultiplier": 1, "steps": 5, "delta": 1e-5, "accountant": "rdp", "orders": []}""", "at least one Rényi order")]
    [InlineData("privacy.delta", """{"samplingRate": 0.1, "noiseMultiplier": 1, "steps": 5, "epsilon": -1}""", "0 or more; -1 was given")]
    [InlineData("privacy.noise-multiplier", """{"targetEpsilon": 0, "delta": 1e-15, "samplingRate": 1, "steps": 1000000}""", "cannot be reached: take fewer steps or a larger δ")]
    [InlineData("privacy.rdp", """{"samplingRate": 0.1, "noiseMultiplier": 1, "steps": 1, "order": 1}""", "above 1")]
    public void Anything_Impossible_IsAnErrorThatSaysWhatToChange(string function, string arguments, string words) =>
        Assert.Contains(words, BatchCase.Error(function, arguments), StringComparison.Ordinal);

    [Fact]
    public void All_OfTheTable_AreListed()
    {
        string[] expected =
        [
            "privacy.epsilon", "privacy.delta", "privacy.noise-multiplier", "privacy.rdp", "privacy.gaussian", "privacy.gdp", "privacy.zcdp",
            "privacy.discrete-gaussian", "privacy.distributed", "privacy.adaptive-clip",
        ];

        Assert.Equal(expected, BatchFunctions.All.Select(function => function.Name).Where(name => name.StartsWith("privacy.", StringComparison.Ordinal)));
    }

    private static JsonNode Result(string function, string arguments) => BatchCase.Result(function, JsonNode.Parse(arguments)!);

    private static double Real(JsonNode result, string name) => (double)result[name]!;

    private static string Text(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<string> Names(JsonNode result) => result.AsObject().Select(field => field.Key);
}
