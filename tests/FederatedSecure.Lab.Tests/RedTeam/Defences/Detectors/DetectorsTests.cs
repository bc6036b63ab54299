using FederatedSecure.Lab.RedTeam.Defences.Detectors;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Numerics;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Defences.Detectors;

public class DetectorsTests
{
    [Fact]
    public void Mahalanobis_TwoClasses_IsTheDistanceToTheNearerMeanInUnitsOfTheSpread()
    {
        // Both classes spread by ±2 and ±1 around (0, 0) and (10, 0): Σ = diag(2, 0.5).
        double[][] around = [[2, 0], [-2, 0], [0, 1], [0, -1]];
        using var detector = new MahalanobisDetector([around, [.. around.Select(row => new[] { row[0] + 10, row[1] })]]);

        var scores = detector.Score(tensor(new float[] { 0, 0, 10, 0, 2, 0, 10, 3, 5, 1 }, [5, 2])).ToValues();

        Assert.Equal([0, 0, 2, 18, 12.5f + 2], scores, (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public void LocalDimension_KnownDistances_IsTheFormula()
    {
        // Distances 1, 2, 4 with k = 3: −((ln ¼ + ln ½ + 0)/3)⁻¹ = 1/ln 2.
        using var detector = new LocalDimensionDetector(tensor(new float[] { 1, 2, 4, 100 }, [4, 1]), neighbours: 3);

        Assert.Equal(1 / Math.Log(2), detector.Score(zeros(1, 1)).ToValues()[0], 1e-4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void LocalDimension_UniformCloud_IsNearItsDimension(int dimension)
    {
        var random = new SeededRandomSource(5);
        float[] values = [.. Enumerable.Range(0, 4000 * dimension).Select(_ => (float)(random.NextDouble() - 0.5))];
        using var detector = new LocalDimensionDetector(tensor(values, [4000, dimension]), neighbours: 100);

        Assert.InRange(detector.Score(zeros(1, dimension)).ToValues()[0], 0.8 * dimension, 1.25 * dimension);
    }

    [Fact]
    public void Threshold_OneHundredScores_FiveAreAbove() => Assert.Equal(95, DetectorFigures.Threshold(Enumerable.Range(1, 100).Select(i => (double)i)));

    [Fact]
    public void Run_Digits_WhoKnowsTheDetectorIsSeenLess()
    {
        var result = Probing.Run(new DetectorsProbe(), Probing.Subject(Networks.DigitNetwork, Digits.Weights, Digits.Test), ProbeCost.Quick);

        foreach (var name in (string[])["mahalanobis", "lid", "isolation-forest"])
        {
            Assert.True(result.One($"defence.{name}.adaptive-auroc").Value < result.One($"defence.{name}.static-auroc").Value);
            Assert.True(result.One($"defence.{name}.adaptive-unseen-success").Value >= result.One($"defence.{name}.static-unseen-success").Value);
        }
    }
}
