using System.Text;
using FederatedSecure.Models.Tests.Support;

namespace FederatedSecure.Models.Tests.Specs;

public sealed class ModelSpecRefusalTests
{
    [Theory]
    [InlineData("batch-norm")]
    [InlineData("BatchNorm2d")]
    [InlineData("sync_batch_norm")]
    [InlineData("BatchNormalization")]
    public void BatchNorm_AnySpelling_IsRefusedWithReasonAndReplacement(string type)
    {
        var refusal = SpecText.Refusal(SpecText.Around($$"""{ "type": "{{type}}" }"""));

        var problem = Assert.Single(refusal.Problems);
        Assert.Equal("model.layers[0].type", problem.Path);
        Assert.Contains("mixes the records", problem.Problem, StringComparison.Ordinal);
        Assert.Contains("averaging models across sites", problem.Problem, StringComparison.Ordinal);
        Assert.Contains("group-norm", problem.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("liner", "linear")]
    [InlineData("Linear", "linear")]
    [InlineData("dense", "linear")]
    [InlineData("conv_2d", "conv2d")]
    [InlineData("Conv", "conv2d")]
    [InlineData("maxpool", "max-pool2d")]
    [InlineData("MaxPool2D", "max-pool2d")]
    [InlineData("AveragePooling2D", "avg-pool2d")]
    [InlineData("groupnorm", "group-norm")]
    [InlineData("softmax", "softmax-head")]
    [InlineData("embedding", "embedding-bag")]
    [InlineData("flaten", "flatten")]
    public void UnknownType_NearARealOne_AsksWhetherThatWasMeant(string type, string meant)
    {
        var refusal = SpecText.Refusal(SpecText.Around($$"""{ "type": "{{type}}" }"""));

        var problem = Assert.Single(refusal.Problems);
        Assert.Equal("model.layers[0].type", problem.Path);
        Assert.Equal($"Did you mean \"{meant}\"?", problem.Remedy);
    }

    [Fact]
    public void UnknownType_NearNothing_IsAnsweredWithTheList()
    {
        var refusal = SpecText.Refusal(SpecText.Around("""{ "type": "transformer-encoder" }"""));

        Assert.Contains("avg-pool2d, conv2d, dropout", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "type": "conv2d", "out_channels": 4, "kernel_size": 3 }""", "out_channels", "Did you mean \"out\"?", 2)]
    [InlineData("""{ "type": "conv2d", "out": 4, "kernel": 3, "strid": 2 }""", "strid", "Did you mean \"stride\"?", 1)]
    [InlineData("""{ "type": "conv2d", "out": 4, "kernel": 3, "in_channels": 3 }""", "in_channels", "Remove it: input sizes follow", 1)]
    [InlineData("""{ "type": "conv2d", "out": 4, "kernel": 3, "dilation": 2 }""", "dilation", "conv2d knows: out, kernel, stride, padding, bias", 1)]
    [InlineData("""{ "type": "dropout", "rate": 0.1 }""", "rate", "Did you mean \"p\"?", 1)]
    [InlineData("""{ "type": "relu", "inplace": true }""", "inplace", "relu has no properties", 1)]
    [InlineData("""{ "type": "group-norm", "num_groups": 3 }""", "num_groups", "Did you mean \"groups\"?", 1)]
    public void UnknownProperty_IsRefusedOnceAndExplained(string layer, string property, string remedy, int problems)
    {
        var refusal = SpecText.Refusal(SpecText.Around(layer));

        Assert.Equal(problems, refusal.Problems.Length);
        Assert.Equal($"model.layers[0].{property}", refusal.Path);
        Assert.Contains(remedy, refusal.Problems[0].Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "type": "linear" }""", "model.layers[0]", "linear lacks the property \"out\"")]
    [InlineData("""{ "type": "conv2d", "out": 0, "kernel": 3 }""", "model.layers[0].out", "at least 1")]
    [InlineData("""{ "type": "conv2d", "out": 4, "kernel": 3, "stride": 0 }""", "model.layers[0].stride", "at least 1")]
    [InlineData("""{ "type": "conv2d", "out": 4, "kernel": 3, "padding": -1 }""", "model.layers[0].padding", "at least 0")]
    [InlineData("""{ "type": "conv2d", "out": 4, "kernel": 9 }""", "model.layers[0].kernel", "height is only 8, 8 with padding")]
    [InlineData("""{ "type": "conv2d", "out": 4.5, "kernel": 3 }""", "model.layers[0].out", "out of conv2d is 4.5. It must be a whole number")]
    [InlineData("""{ "type": "conv2d", "out": 4, "kernel": "3" }""", "model.layers[0].kernel", "is text")]
    [InlineData("""{ "type": "conv2d", "out": 99999999999999999999, "kernel": 3 }""", "model.layers[0].out", "below 2,147,483,648")]
    [InlineData("""{ "type": "conv2d", "out": 4, "kernel": 3, "bias": 1 }""", "model.layers[0].bias", "must be true or false")]
    [InlineData("""{ "type": "max-pool2d", "kernel": 2, "padding": 2 }""", "model.layers[0].padding", "more than half its kernel")]
    [InlineData("""{ "type": "avg-pool2d", "kernel": 20 }""", "model.layers[0].kernel", "Make the kernel smaller")]
    [InlineData("""{ "type": "conv2d", "out": 1, "kernel": 1, "padding": 2147483647 }""", "model.layers[0].padding", "Use less padding")]
    [InlineData("""{ "type": "group-norm", "groups": 2 }""", "model.layers[0].groups", "Use a divisor of 3, such as 1.")]
    [InlineData("""{ "type": "group-norm", "groups": 2147483647 }""", "model.layers[0].groups", "Use a divisor of 3, such as 3.")]
    [InlineData("""{ "type": "dropout", "p": 1 }""", "model.layers[0].p", "less than 1")]
    [InlineData("""{ "type": "dropout", "p": 1e999 }""", "model.layers[0].p", "p of dropout is 1e999")]
    [InlineData("""{ "type": "linear", "out": 4 }""", "model.layers[0]", "linear needs a flat record, but gets [3, 8, 8]")]
    [InlineData("""{ "type": "embedding-bag", "vocabulary": 9, "dimension": 2 }""", "model.layers[0]", "flat list of tokens")]
    [InlineData("""{ "type": "embedding-bag", "vocabulary": 20000000, "dimension": 2 }""", "model.layers[0].vocabulary", "16,777,216")]
    [InlineData("""{ "type": "embedding-bag", "vocabulary": 9, "dimension": 2, "mode": "max" }""", "model.layers[0].mode", "\"mean\", \"sum\"")]
    [InlineData("""{ "type": "relu" }, { "type": "embedding-bag", "vocabulary": 9, "dimension": 2 }""", "model.layers[1]", "not the first layer")]
    [InlineData("""{ "type": "softmax-head", "classes": 2 }""", "model.layers[0]", "Move it to the end")]
    [InlineData("""{ "type": 3 }""", "model.layers[0]", "does not say its type")]
    [InlineData("\"relu\"", "model.layers[0]", "A layer is not an object")]
    [InlineData("null", "model.layers[0]", "A layer is not an object")]
    [InlineData("""{ "type": "relu", "type": "tanh" }""", "model.layers[0].type", "is there twice")]
    [InlineData("""{ "type": "\ud800" }""", "model", "not valid Unicode")]
    public void Layer_Wrong_IsRefusedWithPathAndRemedy(string layer, string path, string message)
    {
        var refusal = SpecText.Refusal(SpecText.Around(layer));

        Assert.Equal(path, refusal.Path);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "model", "The model is not an object")]
    [InlineData("{}", "model", "lacks \"input\"")]
    [InlineData("""{ "input": [], "layers": [] }""", "model.input", "The input has 0 sizes")]
    [InlineData("""{ "input": [1, 2, 3, 4], "layers": [] }""", "model.input", "The input has 4 sizes")]
    [InlineData("""{ "input": 5, "layers": [] }""", "model.input", "not a short list")]
    [InlineData("""{ "input": [1, "2"], "layers": [] }""", "model.input[1]", "\"2\" is not a size")]
    [InlineData("""{ "input": [1, 0, 3], "layers": [] }""", "model.input[1]", "must be at least 1")]
    [InlineData("""{ "input": [5], "layers": [] }""", "model.layers", "There are no layers")]
    [InlineData("""{ "input": [5], "layers": {} }""", "model.layers", "layers is not a list")]
    [InlineData("""{ "inputs": [5], "layers": [] }""", "model.inputs", "Did you mean \"input\"?")]
    [InlineData("""{ "input": [2], "layers": [ { "type": "softmax-head", "classes": 2 } ] }""", "model.layers", "nothing to train")]
    [InlineData("""{ "input": [2], "layers": [ { "type": "linear", "out": 2 } ] }""", "model.layers[0]", "End it with { \"type\": \"softmax-head\"")]
    [InlineData("""{ "input": [2], "layers": [ { "type": "linear", "out": 3 }, { "type": "softmax-head", "classes": 2 } ] }""", "model.layers[1].classes", "\"out\": 2 }")]
    [InlineData("""{ "input": [2], """, "model", "This is not JSON: line 1")]
    [InlineData("""{ "input": [2] } x""", "model", "This is not JSON")]
    [InlineData("""{ "input": [2] } {}""", "model", "This is not JSON: line 1, byte 18")]
    public void Model_Wrong_IsRefusedWithPathAndRemedy(string json, string path, string message)
    {
        var refusal = SpecText.Refusal(json);

        Assert.Equal(path, refusal.Path);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_SeveralWrong_AreAllReported()
    {
        var refusal = SpecText.Refusal("""
            { "input": [4], "layer": [], "layers": [ { "type": "liner", "out": 3 }, { "type": "linear", "out": "3" }, { "type": "tahn" } ] }
            """);

        Assert.Equal(
            ["model.layer", "model.layers[0].type", "model.layers[1].out", "model.layers[2].type"],
            refusal.Problems.Select(problem => problem.Path));
    }

    [Fact]
    public void Properties_AHundredThousandUnknown_AreAnsweredShortly()
    {
        var properties = string.Concat(Enumerable.Range(0, 100_000).Select(i => $", \"p{i}\": 0"));

        var refusal = SpecText.Refusal(SpecText.Around($$"""{ "type": "relu"{{properties}} }"""));

        Assert.Equal(50, refusal.Problems.Length);
    }

    [Fact]
    public void Names_FromAHostileFile_AppearShortAndOnOneLine()
    {
        var name = "\\n\\u001b[31m" + new string('x', 10_000);

        var refusal = SpecText.Refusal(SpecText.Around($$"""{ "type": "{{name}}", "{{name}}": 1 }"""));

        Assert.True(refusal.Message.Length < 1_000);
        Assert.DoesNotContain('\u001b', refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void Text_DeeplyNested_IsRefused()
    {
        var json = Encoding.UTF8.GetBytes(new string('[', 100_000));

        Assert.Throws<ModelSpecException>(() => ModelSpec.Parse(json));
    }
}
