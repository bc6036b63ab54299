using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.BlackBox;
using FederatedSecure.Lab.RedTeam.Evasion.Physical;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Numerics;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion.Physical;

public class PatchAttackTests
{
    private static readonly EvasionTerms Terms = new(Norm.L2, double.PositiveInfinity, Seed: 5);

    [Fact]
    public void Gradient_AffineModelAndTurnedRamp_IsTheAnalyticExpectation()
    {
        // On logit w·picture, the derivative along a patch p is ⟨w, p laid in⟩. For p(r) = b·r, bilinear sampling is exact, and turned by θ uniform
        // in ±θ₀ its mean is sin(θ₀)/θ₀·s·Σ w(r)·(b·r) over the disc: the sine part cancels.
        const int size = 15, side = 12;
        const double diameter = 9, maximum = 22.5 * Math.PI / 180, draws = 3000;
        var random = new SeededRandomSource(3);
        var spec = Networks.Spec($$"""{ "input": [1, {{size}}, {{size}}], "layers": [ { "type": "flatten" }, { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 } ] }""");
        var weights = new float[(2 * size * size) + 2];
        var (mean, cross) = (0.0, 0.0);
        for (var pixel = 0; pixel < size * size; pixel++)
        {
            var (x, y) = ((pixel % size) - 7, (pixel / size) - 7);
            // Away from the rim, where samples are clamped to the patch's outermost pixels.
            if (Math.Sqrt((x * x) + (y * y)) < diameter / 2 * (side - 1) / side)
            {
                weights[pixel] = (float)random.NextGaussian();
                mean += weights[pixel] * side / diameter * ((0.7 * x) - (0.4 * y));
                cross += weights[pixel] * side / diameter * ((0.7 * y) + (0.4 * x));
            }
        }

        using var inner = new SpecTarget(spec, weights, CPU);
        var ramp = Enumerable.Range(0, side * side).Select(i => (float)((0.7 * ((i % side) - 5.5)) - (0.4 * ((i / side) - 5.5)))).ToArray();
        var attack = new PatchAttack(new PatchPlacements(diameter / size, diameter / size, 22.5, IsCentred: true)) { Side = side };
        using var stream = new GaussianStream(7, ramp);

        var gradient = attack.Gradient(
            new PointTarget(inner), new RecordBatch(new float[size * size], [0], size * size), new int[(int)draws], new AdversarialPatch(ramp, side), LogitSlopes.Single(0), stream);

        var measured = gradient.Zip(ramp).Sum(pair => (double)pair.First * pair.Second);
        var expected = Math.Sin(maximum) / maximum * mean;
        var spread = Math.Abs(cross) * Math.Sqrt((1 - (Math.Sin(2 * maximum) / (2 * maximum))) / 2) + (0.03 * Math.Abs(mean));
        Assert.InRange(measured, expected - (5 * spread / Math.Sqrt(draws)) - 1e-3, expected + (5 * spread / Math.Sqrt(draws)) + 1e-3);
        Assert.True(Math.Abs(expected) > 10 * spread / Math.Sqrt(draws));
    }

    [Fact]
    public void PullBack_AnyPlacement_IsTheTranspose()
    {
        var shape = new PictureShape(1, 11, 13);
        var (map, covered) = new Placement(5.3, 4.6, 7.5, 33).Lay(shape, side: 6);
        var random = new SeededRandomSource(1);
        var (patch, picture) = (Random(36), Random(shape.Pixels));
        var (laid, pulled) = (new float[shape.Pixels], new float[36]);

        map.Apply(patch, laid);
        map.PullBack(picture, pulled);

        Assert.Equal(laid.Zip(picture).Sum(pair => (double)pair.First * pair.Second), patch.Zip(pulled).Sum(pair => (double)pair.First * pair.Second), 4);
        // A disc of diameter 7.5 has 44 pixels; every one is a mean of the patch's, so that a patch of ones covers with ones.
        Assert.InRange(covered.Count, 40, 48);
        var ones = new float[shape.Pixels];
        map.Apply([.. Enumerable.Repeat(1f, 36)], ones);
        Assert.All(Enumerable.Range(0, shape.Pixels), pixel => Assert.Equal(covered.Contains(pixel) ? 1f : 0f, ones[pixel], 5));

        float[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];
    }

    [Fact]
    public void Draw_ManyPlacements_LieWithinThePictureAndTheRanges()
    {
        var (shape, range) = (new PictureShape(1, 20, 30), new PatchPlacements(0.2, 0.6, 22.5));
        using var random = new GaussianStream(1, [0]);

        for (var i = 0; i < 500; i++)
        {
            var placement = Placement.Draw(range, shape, random);
            Assert.InRange(placement.Diameter, 4, 12);
            Assert.InRange(placement.Degrees, -22.5, 22.5);
            Assert.InRange(placement.CentreX, (placement.Diameter / 2) - 0.5, 29.5 - (placement.Diameter / 2));
            Assert.InRange(placement.CentreY, (placement.Diameter / 2) - 0.5, 19.5 - (placement.Diameter / 2));
        }
    }

    [Fact]
    public void Train_Digits_BeatsNoiseOfTheSameSizeOnOtherDigitsAtOtherPlaces()
    {
        using var target = new SpecTarget(Networks.DigitNetwork, Digits.Weights, CPU);
        var points = new PointTarget(target);
        var all = Attacked.Digits(300);
        var own = new RecordBatch(all.Values[..(150 * 784)], all.Labels[..150], 784);
        var others = new RecordBatch(all.Values[(150 * 784)..], all.Labels[150..], 784);
        var attack = new PatchAttack(new PatchPlacements(0.4, 0.5)) { Iterations = 100, Rate = 0.05 };
        using var noise = new GaussianStream(8, [1]);

        var patch = attack.Train(points, own, targetClass: 3, Terms);

        var (trained, random) = (Seen(patch), Seen(AdversarialPatch.Noise(1, 16, 0, 1, noise)));
        Assert.True(trained > random + 15, $"{trained} with the patch, {random} with noise");
        Assert.All(patch.Pixels, value => Assert.InRange(value, 0f, 1f));
        Assert.Equal(patch.Pixels, attack.Train(points, own, targetClass: 3, Terms).Pixels);

        int Seen(AdversarialPatch laid)
        {
            using var places = new GaussianStream(9, [2]);
            var decided = points.Decide(attack.Apply(laid, others, new PictureShape(1, 28, 28), places).Values);
            return decided.Where((decision, i) => others.Labels[i] != 3 && decision == 3).Count();
        }
    }

    [Fact]
    public void CrossEntropy_LargeLogits_DoesNotOverflow()
    {
        var slope = new float[3];

        LogitSlopes.CrossEntropy([1000, 1000, -1000], 1, slope);

        Assert.Equal([0.5f, -0.5f, 0f], slope);
    }
}
