using System.Text;

namespace FederatedSecure.Models.Tests.Support;

/// <summary>Specs that several tests use.</summary>
internal static class SpecText
{
    /// <summary>The network of Opacus' MNIST example.</summary>
    public const string OpacusMnist = """
        {
          // Comments and trailing commas are welcome.
          "input": [1, 28, 28],
          "layers": [
            { "type": "conv2d", "out": 16, "kernel": 8, "stride": 2, "padding": 3 },
            { "type": "relu" },
            { "type": "max-pool2d", "kernel": 2, "stride": 1 },
            { "type": "conv2d", "out": 32, "kernel": 4, "stride": 2 },
            { "type": "relu" },
            { "type": "max-pool2d", "kernel": 2, "stride": 1 },
            { "type": "flatten" },
            { "type": "linear", "out": 32 },
            { "type": "relu" },
            { "type": "linear", "out": 10 },
            { "type": "softmax-head", "classes": 10 },
          ]
        }
        """;

    public static ModelSpec Parse(string json, ModelLimits? limits = null) => ModelSpec.Parse(Encoding.UTF8.GetBytes(json), limits);

    /// <summary>A model around one layer, which comes out flat with two classes.</summary>
    public static string Around(string layer, string input = "[3, 8, 8]") => $$"""
        { "input": {{input}}, "layers": [ {{layer}}, { "type": "flatten" }, { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 } ] }
        """;

    public static ModelSpecException Refusal(string json, ModelLimits? limits = null) =>
        Assert.Throws<ModelSpecException>(() => Parse(json, limits));
}
