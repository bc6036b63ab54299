using CsCheck;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Analytic;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Inversion.Analytic;

public class LinearInversionTests
{
    private static readonly ModelSpec Perceptron = ModelSpec.Create(
        [1, 28, 28], [new FlattenLayer(), new LinearLayer(32), new ReluLayer(), new LinearLayer(10), new SoftmaxHeadLayer(10)]);

    [Fact]
    public void OfSoftmax_GradientsByTheFormula_GivesLabelAndRecord() => Gen.Select(
        Gen.Double[-2, 2].Array[4].Array[3], Gen.Double[-2, 2].Array[3], Gen.Double[-2, 2].Array[4], Gen.Int[0, 2]).Sample((w, b, x, y) =>
        {
            double[] z = [.. w.Select((row, i) => row.Zip(x, (a, c) => a * c).Sum() + b[i])];
            var sum = z.Sum(Math.Exp);
            double[] db = [.. z.Select((value, i) => (Math.Exp(value) / sum) - (i == y ? 1 : 0))];
            double[][] dw = [.. db.Select(g => x.Select(value => g * value).ToArray())];

            var found = LinearInversion.OfSoftmax(dw, db)!.Value;

            Assert.Equal(y, found.Label);
            Assert.All(found.Record.Zip(x), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
        });

    [Fact]
    public void OfSoftmax_CertainModel_TellsNothing() =>
        Assert.Null(LinearInversion.OfSoftmax([[0, 0], [0, 0]], [0, 0]));

    /// <summary>Clipping alone protects nobody; noise as in DP-SGD with σ = 1 leaves less than a black picture, which needs no attack.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Invert_UpdateOfOneRecord_GivesThePictureAwayOnlyWithoutNoise(int record)
    {
        var data = Digits.Test.Select([record]);
        var weights = new float[Perceptron.ParameterCount];
        ModelInitializer.Initialize(Perceptron, ParameterLayout.Of(Perceptron), 1, weights);
        var options = new TrainingOptions(1, 1, 0.1, 0, 0, 0, Seed: 1, Threads: 1) { Device = ComputeDevice.Cpu };

        var plain = Psnr(LocalTrainer.Train(Perceptron, weights, data, options, cancellation: TestContext.Current.CancellationToken).Update);
        var clippedOnly = Psnr(Privately(new PrivateTrainingOptions(1, 1e-9)));
        var noisy = Psnr(Privately(new PrivateTrainingOptions(1, 1)));

        Assert.True(plain > 40, $"{plain:F1} dB");
        Assert.True(clippedOnly > 40, $"{clippedOnly:F1} dB");
        Assert.True(noisy < PictureQuality.CappedPsnr(data.Features, new float[784]), $"{noisy:F1} dB");

        float[] Privately(PrivateTrainingOptions privacy) => PrivateTrainer.Train(
            Perceptron, weights, data, options, privacy, new SeededRandomSource((ulong)record), cancellation: TestContext.Current.CancellationToken).Update;

        // The row whose bias moved most: an attacker knows no better one.
        double Psnr(float[] update)
        {
            var layer = FirstLinearLayer.Of(Perceptron)!.Value;
            var biases = update.AsSpan(layer.Biases, layer.Outputs).ToArray();
            var best = Array.IndexOf(biases, biases.MaxBy(MathF.Abs));
            return PictureQuality.CappedPsnr(data.Features, LinearInversion.Candidates(update.AsSpan(best * 784, 784), [biases[best]])[0]);
        }
    }

    [Fact]
    public void FirstLinearLayer_NetworkThatBeginsWithAConvolution_HasNone() =>
        Assert.Null(FirstLinearLayer.Of(Networks.DigitNetwork));
}
