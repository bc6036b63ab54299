using FederatedSecure.Lab.RedTeam.Privacy.Inversion;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Analytic;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Buckets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using FederatedSecure.Rounds.Jobs;
using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Inversion.Buckets;

public class BucketInversionTests
{
    private static readonly ModelSpec Perceptron = ModelSpec.Create(
        [1, 28, 28], [new FlattenLayer(), new LinearLayer(64), new ReluLayer(), new LinearLayer(10), new SoftmaxHeadLayer(10)]);

    private static readonly EncryptionSpec Encryption = new(ClipNorm: 1, Range: 1, Bits: 16);

    [Fact]
    public void Run_PlainSingleUpdates_AreExact() => Assert.True(Median(1, BucketInversion.PlainSum) > 60);

    [Fact]
    public void Run_OpenedSumOverTwoSites_StillGivesPicturesAway()
    {
        var median = Median(2, sent => new OpenedSum(Encryption, 2, 0, Perceptron.ParameterCount).Open(sent, new SeededRandomSource(1)));

        Assert.True(median > 20, $"{median:F1} dB");
    }

    [Theory]
    [InlineData(1, 0.01)]
    [InlineData(2, 1)]
    [InlineData(16, 0.01)]
    public void Run_Noise_IsNoBetterThanTheMeanPicture(int sites, double noise)
    {
        var median = Median(sites, sent => new OpenedSum(Encryption, sites, noise, Perceptron.ParameterCount).Open(sent, new SeededRandomSource(1)));

        Assert.True(median <= MeanPicture() + 3, $"{median:F1} dB against {MeanPicture():F1} dB");
    }

    [Fact]
    public void Open_WithoutNoise_IsTheSumOfClippedUpdatesWithinRounding()
    {
        float[][] sent = [[3, 4], [0.3f, -0.1f]];

        var sum = new OpenedSum(Encryption, 2, 0, 2).Open(sent, new SeededRandomSource(1));

        // The first is clipped from a norm of 5 to 1; a step is 2/(2^16 − 1), and each of two sites rounds by less than one.
        Assert.Equal(0.6 + 0.3, sum[0], 2 * 2 / 65535.0);
        Assert.Equal(0.8 - 0.1, sum[1], 2 * 2 / 65535.0);
    }

    [Fact]
    public void Open_PromisedNoise_HasTheDeviationOfAllSharesTogether()
    {
        const int values = 4000, sites = 4;
        var opened = new OpenedSum(Encryption, sites, 1, values);
        var sent = Enumerable.Range(0, sites).Select(_ => new float[values]).ToArray();

        var sum = opened.Open(sent, new SeededRandomSource(7));

        Assert.True(opened.IsPromised);
        // Four shares of deviation 1; an empirical deviation over 4,000 values is off by 1/√8000 = 1.1 %: five times that.
        Assert.Equal(2, Math.Sqrt(sum.Average(value => (double)value * value)), 2 * 0.056);
    }

    /// <summary>A hundredth of the clip norm at one site is worth no ε that the project would call a promise.</summary>
    [Fact]
    public void Open_NoiseTooSmallForAPromise_IsAddedAndSaidToBeNone()
    {
        const int values = 4000;
        var opened = new OpenedSum(Encryption, 1, 0.01, values);

        var sum = opened.Open([new float[values]], new SeededRandomSource(7));

        Assert.False(opened.IsPromised);
        Assert.Equal(0.01, Math.Sqrt(sum.Average(value => (double)value * value)), 0.01 * 0.056);
    }

    [Fact]
    public void Open_SameSeed_GivesTheSameSum()
    {
        float[][] sent = [[0.1f, 0.2f], [0.3f, 0.4f]];

        Assert.Equal(
            new OpenedSum(Encryption, 2, 1, 2).Open(sent, new SeededRandomSource(3)),
            new OpenedSum(Encryption, 2, 1, 2).Open(sent, new SeededRandomSource(3)));
    }

    private static double Median(int sites, Func<IReadOnlyList<float[]>, float[]> open)
    {
        var weights = new float[Perceptron.ParameterCount];
        ModelInitializer.Initialize(Perceptron, ParameterLayout.Of(Perceptron), 1, weights);
        using var bench = new SiteUpdates(Perceptron, weights);
        int[][] records = [.. Enumerable.Range(0, 16).Select(record => (int[])[record])];
        float[][] updates = [.. records.Select(record => bench.OfOneStep(Digits.Test.Select(record)))];
        var outcomes = BucketInversion.Run(
            FirstLinearLayer.Of(Perceptron)!.Value, Digits.Test, records, updates, sites, open, TestContext.Current.CancellationToken);
        return MedianInterval.Median([.. outcomes.Select(outcome => outcome.Psnr)]);
    }

    private static double MeanPicture()
    {
        var mean = BucketInversion.MeanRecord(Digits.Test);
        return MedianInterval.Median([.. Enumerable.Range(0, 16).Select(record => PictureQuality.CappedPsnr(BucketInversion.Pixels(Digits.Test, record), mean))]);
    }
}
