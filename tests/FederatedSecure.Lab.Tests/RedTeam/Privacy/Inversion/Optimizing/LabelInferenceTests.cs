using CsCheck;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Optimizing;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Inversion.Optimizing;

public class LabelInferenceTests
{
    [Fact]
    public void OfBiases_UndecidedModel_GivesEveryLabelAsOftenAsItIs() => Gen.Int[0, 9].Array[1, 12].Sample(labels =>
    {
        // softmax = 1/10 everywhere: ∂L/∂b_c = 1/10 − count_c/n.
        float[] gradient = [.. Enumerable.Range(0, 10).Select(c => 0.1f - ((float)labels.Count(label => label == c) / labels.Length))];

        Assert.Equal(labels.Order(), LabelInference.OfBiases(gradient, labels.Length));
    });

    [Fact]
    public void Infer_LastLayerWithoutBiases_GivesNothing()
    {
        var spec = Networks.Spec("""{ "input": [2], "layers": [ { "type": "linear", "out": 2, "bias": false }, { "type": "softmax-head", "classes": 2 } ] }""");

        Assert.Null(LabelInference.Infer(spec, new float[4], 1));
    }
}
