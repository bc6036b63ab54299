using FederatedSecure.Client.Prediction;
using FederatedSecure.Hosting.Files;
using Microsoft.Extensions.Time.Testing;

namespace FederatedSecure.Client.Tests.Prediction;

public sealed class PredictorTests : IDisposable
{
    private readonly TemporaryLog _log = new();

    [Fact]
    public void Predict_RecordsWithinBounds_GetTheModelsClassAndItsSoftmax()
    {
        using var predictor = Workbench.Open(_log);

        var answers = predictor.Predict(Workbench.Inputs([1, 0, -0.5f, 1]), CancellationToken.None);

        // Logits ±3 and ±1.5.
        Assert.Equal(new Answer("predicted", "good", Math.Round(1 / (1 + Math.Exp(-6)), 6)), answers[0]);
        Assert.Equal(new Answer("predicted", "bad", Math.Round(1 / (1 + Math.Exp(-3)), 6)), answers[1]);
    }

    [Fact]
    public void Predict_BadInputs_AreRefusedOneByOneAndTheRestIsAnswered()
    {
        using var predictor = Workbench.Open(_log);

        var answers = predictor.Predict(
            [.. Workbench.Inputs([99, 0, float.NaN, 0, 1, 0]), PredictionInput.Wrong("nonsense", "this line is not JSON"), new([1], "", null)], CancellationToken.None);

        Assert.Equal(["refused", "refused", "predicted", "refused", "refused"], answers.Select(answer => answer.Outcome));
        Assert.Contains("age is 99; the model was made for", answers[0].Reason, StringComparison.Ordinal);
        Assert.Contains("age is not a finite number", answers[1].Reason, StringComparison.Ordinal);
        Assert.Contains("it has 1 values; the model takes 2", answers[4].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_Log_HoldsFingerprintsAndRulesButNoValue()
    {
        using (var predictor = Workbench.Open(_log))
        {
            predictor.Predict(Workbench.Inputs([99.125f, 0, 1, 0.0625f]), CancellationToken.None);
        }

        var log = File.ReadAllText(_log.Files.Part(1));
        Assert.Contains("\"reason\":\"bounds: age\"", log, StringComparison.Ordinal);
        Assert.Contains("\"class\":\"good\"", log, StringComparison.Ordinal);
        Assert.DoesNotContain("99.125", log, StringComparison.Ordinal);
        Assert.DoesNotContain("0.0625", log, StringComparison.Ordinal);
        Assert.Null(_log.Verify().Problem);
    }

    [Fact]
    public void Predict_FloodOfInputsOutOfBounds_LogsAHundredAMinuteAndCountsTheRest()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var nonsense = Enumerable.Repeat(new PredictionInput([1e6f, 0], "", null), 500).ToArray();
        using (var predictor = Workbench.Open(_log, time))
        {
            predictor.Predict(nonsense, CancellationToken.None);
            predictor.Predict(nonsense, CancellationToken.None);
            time.Advance(TimeSpan.FromMinutes(1));
            predictor.Predict(nonsense[..1], CancellationToken.None);

            Assert.Null(predictor.Drift);
        }

        string[] lines = File.ReadAllLines(_log.Files.Part(1));
        Assert.Equal(101, lines.Count(line => line.Contains("\"refused\"", StringComparison.Ordinal)));
        Assert.Contains("\"count\":900", Assert.Single(lines, line => line.Contains("\"suppressed\"", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Null(_log.Verify().Problem);
    }

    [Fact]
    public void Predict_WindowsOfInputs_TellDriftFromNone()
    {
        using var predictor = Workbench.Open(_log);

        predictor.Predict(Workbench.Inputs(Workbench.Normal(100, seed: 2)), CancellationToken.None);
        Assert.False(predictor.Drift!.IsDrifting);

        predictor.Predict(Workbench.Inputs(Workbench.Normal(100, seed: 3, shift: 1)), CancellationToken.None);
        Assert.True(predictor.Drift!.IsDrifting);
        Assert.Equal(2, predictor.Drift.Shifted.Length);
        Assert.True(predictor.Drift.Discrepancy > predictor.Drift.Threshold);
        Assert.InRange(predictor.Drift.Shifted[0].Wasserstein, 0.6, 1.4);
    }

    /// <summary>Both features at the edge of their range: each alone is within bounds, together they are rare.</summary>
    [Fact]
    public void Predict_RecordInACorner_IsUnusualAndAnsweredAllTheSame()
    {
        using var predictor = Workbench.Open(_log);

        var answers = predictor.Predict(Workbench.Inputs([2.5f, -2.5f, 0.1f, 0.1f]), CancellationToken.None);

        Assert.True(answers[0] is { IsPredicted: true, Unusual: true });
        Assert.True(answers[1] is { IsPredicted: true, Unusual: false });
    }

    [Fact]
    public void Predict_DiskFull_AnswersNothing()
    {
        FullDisk? disk = null;
        using var predictor = Workbench.Open(_log, open: path => disk = new FullDisk(PrivateFile.Append(path)));
        disk!.Room = 10;

        Assert.Throws<IOException>(() => predictor.Predict(Workbench.Inputs([1, 0]), CancellationToken.None));

        disk.Room = long.MaxValue;
        Assert.True(predictor.Predict(Workbench.Inputs([1, 0]), CancellationToken.None)[0].IsPredicted);
    }

    public void Dispose() => _log.Dispose();
}
