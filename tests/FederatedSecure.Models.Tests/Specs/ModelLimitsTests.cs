using FederatedSecure.Models.Tests.Support;

namespace FederatedSecure.Models.Tests.Specs;

public sealed class ModelLimitsTests
{
    private const string SevenPebibytes = """
        { "input": [1000000], "layers": [ { "type": "linear", "out": 2147483647 }, { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 } ] }
        """;

    private const string LargestConvolution = """
        { "input": [1, 2, 2], "layers": [
          { "type": "conv2d", "out": 2147483647, "kernel": 2147483647, "padding": 1073741823 },
          { "type": "flatten" }, { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 } ] }
        """;

    [Fact]
    public void Parse_SpecOfPebibytes_IsRefusedWithLayerNumbersAndRemedy()
    {
        var refusal = SpecText.Refusal(SevenPebibytes);

        Assert.Equal("model.layers[0].out", refusal.Path);
        Assert.Contains(
            "2,147,485,794,483,647 parameters (weight [2147483647, 1000000], bias [2147483647]; 7.6 PiB)", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("the limit is 256,000,000", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Lower out (now 2147483647)", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SevenPebibytes)]
    [InlineData(LargestConvolution)]
    public void Parse_HugeSpec_AllocatesNextToNothing(string json)
    {
        SpecText.Refusal(json);
        var before = GC.GetAllocatedBytesForCurrentThread();

        SpecText.Refusal(json);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void Parse_ProductBeyond64Bits_IsCountedExactly()
    {
        var refusal = SpecText.Refusal(LargestConvolution);

        // (2^31 − 1)^3 weights and 2^31 − 1 biases.
        Assert.Contains("9,903,520,300,447,984,152,500,764,670 parameters", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SumBeyond64Bits_IsRefused()
    {
        var layers = string.Concat(Enumerable.Repeat("""{ "type": "linear", "out": 2147483647, "bias": false }, """, 40));

        var refusal = SpecText.Refusal($$"""{ "input": [5], "layers": [ {{layers}} { "type": "softmax-head", "classes": 2147483647 } ] }""");

        Assert.Equal("model.layers[0].out", refusal.Path);
    }

    [Theory]
    [InlineData("[2147483647, 2147483647, 2147483647]", "9,903,520,300,447,984,150,353,281,023 values")]
    [InlineData("[16777217]", "16,777,217 values")]
    public void Parse_HugeRecord_IsRefused(string input, string count)
    {
        var refusal = SpecText.Refusal(SpecText.Around("""{ "type": "flatten" }""", input));

        Assert.Equal("model.input", refusal.Path);
        Assert.Contains(count, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ActivationsOverTheLimit_NamesTheLayerThatGoesOver()
    {
        var refusal = SpecText.Refusal(SpecText.Around(
            """{ "type": "conv2d", "out": 8, "kernel": 1 }, { "type": "conv2d", "out": 300000, "kernel": 1 }"""));

        Assert.Equal("model.layers[1].out", refusal.Path);
        Assert.Contains("[300000, 8, 8], 19,200,000 values of one record", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ParametersAtTheLimit_PassAndOneMoreDoesNot()
    {
        const string Json = """{ "input": [9], "layers": [ { "type": "linear", "out": 10 }, { "type": "softmax-head", "classes": 10 } ] }""";

        Assert.Equal(100, SpecText.Parse(Json, new ModelLimits(MaximumParameters: 100)).ParameterCount);
        SpecText.Refusal(Json, new ModelLimits(MaximumParameters: 99));
    }

    [Fact]
    public void Parse_ActivationsAtTheLimit_PassAndOneMoreDoesNot()
    {
        const string Json = """{ "input": [9], "layers": [ { "type": "linear", "out": 10 }, { "type": "softmax-head", "classes": 10 } ] }""";

        Assert.Equal(29, SpecText.Parse(Json, new ModelLimits(MaximumActivations: 29)).ActivationCount);
        SpecText.Refusal(Json, new ModelLimits(MaximumActivations: 28));
    }

    [Fact]
    public void Parse_TooManyLayers_IsRefusedByTheirNumber()
    {
        var layers = string.Concat(Enumerable.Repeat("""{ "type": "relu" }, """, 300));

        var refusal = SpecText.Refusal($$"""{ "input": [5], "layers": [ {{layers}} { "type": "softmax-head", "classes": 5 } ] }""");

        Assert.Equal("model.layers", refusal.Path);
        Assert.Contains("301 layers; the limit is 256", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_LimitBeyondOneArray_IsHeldToTheCeiling()
    {
        var refusal = SpecText.Refusal(SevenPebibytes, new ModelLimits(long.MaxValue, long.MaxValue));

        Assert.Contains("the limit is 2,147,000,000", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LayoutOf_TighterLimits_RefusesWhatTheCoordinatorAllowed()
    {
        var spec = SpecText.Parse(SpecText.OpacusMnist);

        var refusal = Assert.Throws<ModelSpecException>(() => ParameterLayout.Of(spec, new ModelLimits(MaximumParameters: 20_000)));

        Assert.Equal("model.layers[7].out", refusal.Path);
    }
}
