using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using FederatedSecure.Models.Tests.Support;

namespace FederatedSecure.Models.Tests.Specs;

public sealed class ModelSpecTests
{
    private const string Canonical =
        """{"input":[1,28,28],"layers":[{"type":"conv2d","out":16,"kernel":8,"stride":2,"padding":3,"bias":true},{"type":"relu"},"""
        + """{"type":"max-pool2d","kernel":2,"stride":1,"padding":0},{"type":"conv2d","out":32,"kernel":4,"stride":2,"padding":0,"bias":true},"""
        + """{"type":"relu"},{"type":"max-pool2d","kernel":2,"stride":1,"padding":0},{"type":"flatten"},{"type":"linear","out":32,"bias":true},"""
        + """{"type":"relu"},{"type":"linear","out":10,"bias":true},{"type":"softmax-head","classes":10}]}""";

    [Fact]
    public void OpacusMnist_HasExactly26010Parameters()
    {
        var spec = SpecText.Parse(SpecText.OpacusMnist);

        Assert.Equal(26_010, spec.ParameterCount);
        Assert.Equal(26_010, ParameterLayout.Of(spec).Count);
        Assert.Equal(10, spec.Classes);
    }

    [Fact]
    public void OpacusMnist_HasTheShapesThatTorchMakes()
    {
        var spec = SpecText.Parse(SpecText.OpacusMnist);

        Assert.Equal(
            ["1,28,28", "16,14,14", "16,14,14", "16,13,13", "32,5,5", "32,5,5", "32,4,4", "512", "32", "32", "10", "10"],
            spec.Shapes.Select(shape => string.Join(',', shape)));
        Assert.Equal([10], spec.OutputShape);
        Assert.Equal(784 + (2 * 3136) + 2704 + (2 * 800) + 512 + 512 + 32 + 32 + 10 + 10, spec.ActivationCount);
    }

    [Fact]
    public void ToJson_OpacusMnist_IsTheCanonicalText()
    {
        var json = SpecText.Parse(SpecText.OpacusMnist).ToJson();

        Assert.Equal(Canonical, Encoding.UTF8.GetString(json));
        // A digest that plans and stored models refer to: it changes only with the format itself.
        Assert.Equal("0f8e5f64d82ab55a973f828fdf937243ad5876d0c5f20c341f53131d34ede81d", Convert.ToHexStringLower(SHA256.HashData(json)));
    }

    [Fact]
    public void ToJson_SameMeaning_SameBytes()
    {
        var terse = SpecText.Parse(SpecText.Around("""{ "type": "max-pool2d", "kernel": 2 }, { "type": "dropout" }"""));
        var verbose = SpecText.Parse(SpecText.Around(
            """{ "padding": 0, "stride": 2, "kernel": 2, "type": "max-pool2d" }, { "p": 5e-1, "type": "dropout" }"""));

        Assert.Equal(terse.ToJson(), verbose.ToJson());
        Assert.Equal(terse, verbose);
        Assert.Equal(terse.GetHashCode(), verbose.GetHashCode());
    }

    [Fact]
    public void ToJson_NegativeZeroProbability_IsZero()
    {
        var spec = SpecText.Parse(SpecText.Around("""{ "type": "dropout", "p": -0.0 }"""));

        Assert.Contains("\"p\":0}", Encoding.UTF8.GetString(spec.ToJson()), StringComparison.Ordinal);
    }

    [Fact]
    public void ToJson_CallerChangesTheBytes_SpecIsUnharmed()
    {
        var spec = SpecText.Parse(SpecText.OpacusMnist);

        spec.ToJson()[0] = 0;

        Assert.Equal((byte)'{', spec.ToJson()[0]);
    }

    [Fact]
    public void Parse_CanonicalJson_GivesTheSameModel() => ModelGen.Model.Sample(spec =>
    {
        var again = ModelSpec.Parse(spec.ToJson());

        Assert.Equal(spec, again);
        Assert.Equal(spec.Layers.AsEnumerable(), again.Layers.AsEnumerable());
        Assert.Equal(spec.ParameterCount, again.ParameterCount);
    });

    [Fact]
    public void Parse_PartOfADocument_UsesThePathGiven()
    {
        using var job = JsonDocument.Parse("""{ "model": { "input": [4], "layers": [ { "type": "relu", "slope": 1 } ] } }""");

        var refusal = Assert.Throws<ModelSpecException>(
            () => ModelSpec.Parse(job.RootElement.GetProperty("model"), path: "jobs[2].model"));

        Assert.Equal("jobs[2].model.layers[0].slope", refusal.Path);
    }

    [Fact]
    public void Create_LayersFromCode_AreHeldToTheSameRules()
    {
        var refusal = Assert.Throws<ModelSpecException>(
            () => ModelSpec.Create([4], [new LinearLayer(-3), new DropoutLayer(double.NaN), new SoftmaxHeadLayer(2)]));

        Assert.Equal(["model.layers[0].out", "model.layers[1].p"], refusal.Problems.Select(problem => problem.Path));
    }

    [Fact]
    public void Create_DefaultArrays_AreRefused()
    {
        var refusal = Assert.Throws<ModelSpecException>(() => ModelSpec.Create(default, default));

        Assert.Equal(["model.input", "model.layers"], refusal.Problems.Select(problem => problem.Path));
    }

    [Fact]
    public void Shapes_RandomModels_AreThoseOfSlidingWindows() => ModelGen.Model.Sample(spec =>
    {
        var shape = spec.Input;
        for (var i = 0; i < spec.Layers.Length; i++)
        {
            Assert.Equal(shape.AsEnumerable(), spec.Shapes[i].AsEnumerable());
            shape = BruteForce.OutputShape(spec.Layers[i], shape);
        }

        Assert.Equal(shape.AsEnumerable(), spec.OutputShape.AsEnumerable());
        Assert.Equal(spec.Shapes.Sum(values => values.Aggregate(1L, (product, side) => product * side)), spec.ActivationCount);
    });
}
