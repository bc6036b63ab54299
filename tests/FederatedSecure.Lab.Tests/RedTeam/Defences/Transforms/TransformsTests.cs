using FederatedSecure.Lab.RedTeam.Defences.Squeezing;
using FederatedSecure.Lab.RedTeam.Defences.Transforms;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Defences.Transforms;

public class TransformsTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Median_Pictures_AgreesWithTheFilterOnSinglePictures(int size)
    {
        var digits = Digits.Test.First(3);

        var filtered = new MedianTransform(size).Apply(TargetQueries.Inputs(digits)).ToValues();

        for (var i = 0; i < 3; i++)
        {
            float[][] picture = [.. digits.Features.Skip(i * 784).Take(784).Chunk(28)];
            Assert.Equal(MedianFilter.Apply(picture, size).SelectMany(row => row), filtered.Skip(i * 784).Take(784));
        }
    }

    [Fact]
    public void BitDepth_Pictures_AgreesWithSingleValues()
    {
        float[] values = [0, 0.1f, 0.49f, 0.51f, 0.9f, 1];

        var squeezed = new BitDepthTransform(2).Apply(tensor(values)).ToValues();

        Assert.Equal(values.Select(value => (float)BitDepth.Squeeze(value, 2)), squeezed, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Jpeg_SmoothPicture_IsNearlyKeptAndStructureIsLost(int channels)
    {
        var flat = full([2, channels, 16, 16], 0.5f);
        var noise = rand([2, channels, 16, 16], generator: new Generator(1, CPU));

        Assert.All(new JpegTransform().Apply(flat).ToValues(), value => Assert.Equal(0.5f, value, 0.02f));
        Assert.True(new JpegTransform().Apply(noise).sub(noise).abs().mean().ToValues()[0] > 0.05);
        Assert.True(new JpegTransform(100).Apply(noise).sub(noise).abs().mean().ToValues()[0] < new JpegTransform(30).Apply(noise).sub(noise).abs().mean().ToValues()[0]);
    }

    [Fact]
    public void TransformedTarget_SeenThrough_SameAnswersAndGradients()
    {
        var (spec, weights) = Networks.Linear([[1, 2], [3, -4]], [0, 0]);
        using var inner = new SpecTarget(spec, weights, CPU);
        using var plain = new TransformedTarget(inner, new BitDepthTransform(1), isSeenThrough: false);
        using var seenThrough = new TransformedTarget(inner, new BitDepthTransform(1), isSeenThrough: true);
        using var inputs = tensor(new float[] { 0.2f, 0.8f }, [1, 2]);

        Assert.Equal([2f, -4f], plain.Logits(inputs).ToValues());
        var stopped = InputGradient.Of(plain, inputs, logits => logits.select(1, 0));
        var passed = InputGradient.Of(seenThrough, inputs, logits => logits.select(1, 0));
        Assert.Equal([2f, -4f], passed.Logits.ToValues());
        Assert.Equal([0f, 0f], stopped.Gradient.ToValues());
        Assert.Equal([1f, 2f], passed.Gradient.ToValues());
    }
}
