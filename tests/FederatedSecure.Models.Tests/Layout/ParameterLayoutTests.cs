using CsCheck;
using FederatedSecure.Models.Tests.Support;

namespace FederatedSecure.Models.Tests.Layout;

public sealed class ParameterLayoutTests
{
    [Fact]
    public void Of_OpacusMnist_NamesTensorsAsPyTorchDoes()
    {
        var layout = ParameterLayout.Of(SpecText.Parse(SpecText.OpacusMnist));

        Assert.Equal(
            [
                "0.weight [16,1,8,8] at 0", "0.bias [16] at 1024", "3.weight [32,16,4,4] at 1040", "3.bias [32] at 9232",
                "7.weight [32,512] at 9264", "7.bias [32] at 25648", "9.weight [10,32] at 25680", "9.bias [10] at 26000",
            ],
            layout.Tensors.Select(tensor => $"{tensor.Name} [{string.Join(',', tensor.Shape)}] at {tensor.Offset}"));
        Assert.Equal(104_040, layout.ByteLength);
    }

    [Fact]
    public void Of_RandomModels_OffsetsAreContiguousAndTheTotalIsCountedOut() => ModelGen.Model.Sample(spec =>
    {
        var layout = ParameterLayout.Of(spec);

        long next = 0;
        foreach (var tensor in layout.Tensors)
        {
            Assert.Equal(next, tensor.Offset);
            Assert.Equal(tensor.Shape.Aggregate(1L, (product, side) => product * side), tensor.Count);
            next += tensor.Count;
        }

        long total = 0;
        for (var i = 0; i < spec.Layers.Length; i++)
        {
            total += BruteForce.Parameters(spec.Layers[i], spec.Shapes[i]);
        }

        Assert.Equal(total, next);
        Assert.Equal(total, layout.Count);
        Assert.Equal(total, spec.ParameterCount);
        Assert.Equal(layout.Tensors.Length, layout.Tensors.Select(tensor => tensor.Name).Distinct().Count());
    });

    [Fact]
    public void Of_SameSpecTwice_GivesEqualTensors() => ModelGen.Model.Sample(spec =>
        Assert.Equal(ParameterLayout.Of(spec).Tensors.AsEnumerable(), ParameterLayout.Of(ModelSpec.Parse(spec.ToJson())).Tensors.AsEnumerable()));
}
