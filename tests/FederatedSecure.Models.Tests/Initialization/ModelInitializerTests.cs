using CsCheck;
using FederatedSecure.Models.Tests.Support;

namespace FederatedSecure.Models.Tests.Initialization;

public sealed class ModelInitializerTests
{
    [Fact]
    public void Initialize_OpacusMnist_FollowsPyTorchsBounds()
    {
        var (layout, values) = Fresh(SpecText.OpacusMnist, seed: 1);
        // 1/√n, n = inputs of one output: 1·8·8, 16·4·4, 512, 32.
        (string Layer, double Bound)[] bounds = [("0", 1 / 8.0), ("3", 1 / 16.0), ("7", 1 / Math.Sqrt(512)), ("9", 1 / Math.Sqrt(32))];

        foreach (var (layer, bound) in bounds)
        {
            foreach (var name in new[] { $"{layer}.weight", $"{layer}.bias" })
            {
                var tensor = Of(layout, values, name);
                Assert.All(tensor, value => Assert.InRange(value, (float)-bound, (float)bound));
                Assert.True(tensor.Distinct().Count() > tensor.Length * 0.9);
            }

            // A uniform distribution has mean 0 and variance bound²/3; four standard errors are allowed.
            var weight = Of(layout, values, $"{layer}.weight");
            Assert.InRange(weight.Average(), -4 * bound / Math.Sqrt(3 * weight.Length), 4 * bound / Math.Sqrt(3 * weight.Length));
            Assert.InRange(weight.Average(value => (double)value * value) / (bound * bound / 3), 0.8, 1.2);
        }
    }

    [Fact]
    public void Initialize_NormsAndEmbeddings_AreOnesZerosAndNormal()
    {
        var (layout, values) = Fresh(
            """
            { "input": [7], "layers": [ { "type": "embedding-bag", "vocabulary": 500, "dimension": 20 }, { "type": "layer-norm" },
              { "type": "group-norm", "groups": 5 }, { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 } ] }
            """,
            seed: 3);

        var embedding = Of(layout, values, "0.weight");
        Assert.InRange(embedding.Average(), -0.04, 0.04);
        Assert.InRange(embedding.Average(value => (double)value * value), 0.94, 1.06);
        Assert.All(Of(layout, values, "1.weight").Concat(Of(layout, values, "2.weight")), value => Assert.Equal(1f, value));
        Assert.All(Of(layout, values, "1.bias").Concat(Of(layout, values, "2.bias")), value => Assert.Equal(0f, value));
    }

    [Fact]
    public void Initialize_SameSeed_SameValues_OtherSeed_Others()
    {
        var (_, first) = Fresh(SpecText.OpacusMnist, seed: 5);

        Assert.Equal(first, Fresh(SpecText.OpacusMnist, seed: 5).Values);
        Assert.NotEqual(first, Fresh(SpecText.OpacusMnist, seed: 6).Values);
    }

    [Fact]
    public void Initialize_KnownSeed_GivesKnownValues()
    {
        var (_, values) = Fresh(SpecText.OpacusMnist, seed: 1);

        // Computed apart from this code, from RFC 8439 and the formula. Frozen: a run must be repeatable with a later version and on another machine.
        Assert.Equal([-0.003864958882331848f, 0.018623054027557373f, -0.054383158683776855f], values[..3]);
    }

    [Fact]
    public void Initialize_RandomModels_FillsEveryValue() => Gen.Select(ModelGen.Model, Gen.ULong).Sample((spec, seed) =>
    {
        var layout = ParameterLayout.Of(spec);
        var values = new float[layout.Count];
        Array.Fill(values, float.NaN);

        ModelInitializer.Initialize(spec, layout, seed, values);

        Assert.DoesNotContain(values, float.IsNaN);
    });

    [Fact]
    public void Initialize_LayoutOfAnotherSpec_IsRefused()
    {
        var spec = SpecText.Parse(SpecText.OpacusMnist);
        var other = ParameterLayout.Of(SpecText.Parse(SpecText.Around("""{ "type": "relu" }""")));

        Assert.Throws<ArgumentException>(() => ModelInitializer.Initialize(spec, other, 1, new float[other.Count]));
        Assert.Throws<ArgumentException>(() => ModelInitializer.Initialize(spec, ParameterLayout.Of(spec), 1, new float[5]));
    }

    private static (ParameterLayout Layout, float[] Values) Fresh(string json, ulong seed)
    {
        var spec = SpecText.Parse(json);
        var layout = ParameterLayout.Of(spec);
        var values = new float[layout.Count];
        ModelInitializer.Initialize(spec, layout, seed, values);
        return (layout, values);
    }

    private static float[] Of(ParameterLayout layout, float[] values, string name)
    {
        var tensor = layout.Tensors.Single(tensor => tensor.Name == name);
        return values[(int)tensor.Offset..(int)(tensor.Offset + tensor.Count)];
    }
}
