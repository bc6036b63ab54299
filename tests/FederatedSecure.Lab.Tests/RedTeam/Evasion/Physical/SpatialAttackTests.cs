using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Physical;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion.Physical;

public class SpatialAttackTests
{
    [Fact]
    public void Perturb_OnlyOneCellOfTheGridBreaks_FindsIt()
    {
        // Class 1 wins only where the white pixel of row 5, column 3 lies wholly on row 2, column 6: 3 to the right, 3 up, no turn.
        var (spec, weights) = Pictures(size: 9, (2 * 9) + 6, bias: 0.95f);
        using var inner = new SpecTarget(spec, weights, CPU);
        using var target = new LabelsOnlyTarget(inner);
        var picture = new float[81];
        picture[(5 * 9) + 3] = 1;

        var found = Attacked.By(new SpatialAttack(), target, new RecordBatch(picture, [0], 81), new EvasionTerms(Norm.L2, double.PositiveInfinity, Seed: 1));

        var expected = new float[81];
        expected[(2 * 9) + 6] = 1;
        Assert.Equal(expected, found.Values, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(new TargetCalls(126, 0), target.Calls);
    }

    [Fact]
    public void Apply_QuarterTurn_IsClockwise()
    {
        var shape = new PictureShape(1, 3, 3);
        var turned = new float[9];

        SpatialAttack.Apply(SpatialAttack.Transformation(shape, 0, 0, 90), shape, [1, 2, 3, 4, 5, 6, 7, 8, 9], turned, background: 0);

        Assert.Equal([7f, 4f, 1f, 8f, 5f, 2f, 9f, 6f, 3f], turned, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Apply_HalfAPixelToTheRight_MixesNeighboursAndTheBackground()
    {
        var shape = new PictureShape(2, 1, 3);
        var moved = new float[6];

        SpatialAttack.Apply(SpatialAttack.Transformation(shape, 0.5, 0, 0), shape, [1, 2, 4, 8, 8, 8], moved, background: -1);

        Assert.Equal([0f, 1.5f, 3f, 3.5f, 8f, 8f], moved, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Perturb_Digits_BreaksSomeAndNoneIsWorseForTheAttackerThanTheCleanOne()
    {
        var clean = Attacked.Digits(40);
        using var target = new SpecTarget(Networks.DigitNetwork, Digits.Weights, CPU);

        var found = Attacked.By(new SpatialAttack(), target, clean, new EvasionTerms(Norm.L2, double.PositiveInfinity, Seed: 1));

        var points = new PointTarget(target);
        var (before, after) = (Margins.Of(points.Logits(clean.Values), 10, i => clean.Labels[i]), Margins.Of(points.Logits(found.Values), 10, i => clean.Labels[i]));
        Assert.All(before.Zip(after), pair => Assert.True(pair.Second <= pair.First + 1e-5));
        Assert.True(after.Count(margin => margin < 0) > before.Count(margin => margin < 0));
        Assert.All(found.Values, value => Assert.InRange(value, 0f, 1f));
    }

    /// <summary>Logit 0 is the bias, logit 1 one pixel.</summary>
    internal static (Models.ModelSpec Spec, float[] Weights) Pictures(int size, int pixel, float bias)
    {
        var spec = Networks.Spec($$"""{ "input": [1, {{size}}, {{size}}], "layers": [ { "type": "flatten" }, { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 } ] }""");
        var weights = new float[(2 * size * size) + 2];
        (weights[(size * size) + pixel], weights[2 * size * size]) = (1, bias);
        return (spec, weights);
    }
}
