using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Tests.Support;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Learning.Tests.Private;

/// <summary>
/// Reads a picture off the update of one step on one record. In the first layer, the gradient of a neuron's weights is the gradient of
/// its bias times the record, so that one divided by the other is the picture (Phong et al., IEEE TIFS 2018, section 3).
/// </summary>
[Collection(TorchCollection.Name)]
public sealed class GradientInversionTests
{
    private const int Pixels = 28 * 28;
    private const int Hidden = 32;

    private static readonly ModelSpec Spec = ModelSpec.Create(
        [1, 28, 28], [new FlattenLayer(), new LinearLayer(Hidden), new ReluLayer(), new LinearLayer(10), new SoftmaxHeadLayer(10)]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Update_OfOneRecord_GivesThePictureAwayOnlyWithoutPrivacy(int record)
    {
        var data = DataReader.Read(
            new DataSource("idx", "mnist/t10k-images-idx3-ubyte.gz", Labels: "mnist/t10k-labels-idx1-ubyte.gz"), Some.DataFile("")).Select([record]);
        var weights = new float[Spec.ParameterCount];
        ModelInitializer.Initialize(Spec, ParameterLayout.Of(Spec), 1, weights);
        var options = Some.Options with { BatchSize = 1, LearningRate = 0.1 };

        var plain = Psnr(data.Features, Invert(Learn.Train(Spec, weights, data, options).Update));
        var clippedOnly = Psnr(data.Features, Invert(Privately(new PrivateTrainingOptions(1, 1e-9))));
        var noisy = Psnr(data.Features, Invert(Privately(new PrivateTrainingOptions(1, 1))));

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"peak signal-to-noise ratio: {plain:F1} dB without privacy, {clippedOnly:F1} dB clipped without noise, {noisy:F1} dB with σ = 1");
        Assert.True(plain > 40, $"{plain:F1} dB");
        Assert.True(clippedOnly > 40, $"{clippedOnly:F1} dB: clipping alone protects nobody.");
        // Worse than a black picture, which needs no attack.
        Assert.True(noisy < Psnr(data.Features, new double[Pixels]), $"{noisy:F1} dB");

        float[] Privately(PrivateTrainingOptions privacy) => PrivateTrainer.Train(
            Spec, weights, data, options, privacy, new SeededRandomSource((ulong)record), cancellation: TestContext.Current.CancellationToken).Update;
    }

    /// <summary>The picture by the neuron whose bias moved most, with pixels brought back into their range.</summary>
    private static double[] Invert(float[] update)
    {
        var biases = update.AsSpan(Hidden * Pixels, Hidden);
        var best = 0;
        for (var neuron = 1; neuron < Hidden; neuron++)
        {
            best = Math.Abs(biases[neuron]) > Math.Abs(biases[best]) ? neuron : best;
        }

        var bias = biases[best];
        return [.. update[(best * Pixels)..((best + 1) * Pixels)].Select(weight => Math.Clamp((double)weight / bias, 0, 1))];
    }

    private static double Psnr(float[] picture, double[] found) =>
        -10 * Math.Log10(picture.Zip(found).Average(pair => (pair.First - pair.Second) * (pair.First - pair.Second)));
}
