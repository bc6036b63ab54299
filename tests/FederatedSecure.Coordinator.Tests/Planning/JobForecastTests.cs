using System.Text;
using System.Text.Json;
using FederatedSecure.Coordinator.Planning;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Privacy;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Coordinator.Tests.Planning;

public sealed class JobForecastTests
{
    // Each row takes an accountant a second, so that tests share what they look at.
    private static readonly Lazy<JobForecast> Calibrated = new(() => JobForecast.Of(Job("""{ "epsilon": 3, "delta": 1e-6, "spareRounds": 2 }"""), [1_000, 63]));
    private static readonly Lazy<JobForecast> Given = new(() => JobForecast.Of(Job("""{ "noiseMultiplier": 1.1, "delta": 0.001 }"""), [1_000]));

    [Fact]
    public void Of_JobWithAnEpsilon_TellsItsNoiseAmongThatOfOtherEpsilons()
    {
        var rows = Calibrated.Value.Privacy;

        Assert.Equal([1.0, 2, 3, 4, 8], rows.Select(row => row.Epsilon));
        Assert.Equal(3, Assert.Single(rows, row => row.IsJob).Epsilon);
        foreach (var row in rows)
        {
            // Three passes over 1,000 records in batches of 64, for ten rounds and two to spare.
            Assert.Equal((1_000, 0.064, 3 * 16 * 12), (row.Records, row.SamplingRate, row.Steps));
            // What it says is what an accountant says of it.
            var epsilon = PrivacyLoss.Epsilon([new SampledGaussian(row.SamplingRate, row.NoiseMultiplier, row.Steps)], 1e-6).Upper;
            Assert.InRange(epsilon, row.Epsilon * 0.999, row.Epsilon);
            Assert.Equal(row.NoiseMultiplier / 64, row.NoiseToClip, 1e-12);
        }

        // The less may be told, the more noise.
        Assert.Equal(rows.Select(row => row.NoiseMultiplier).OrderDescending(), rows.Select(row => row.NoiseMultiplier));
    }

    [Fact]
    public void Of_JobWithGivenNoise_TellsTheEpsilonThatASiteSpends()
    {
        var own = Assert.Single(Given.Value.Privacy, row => row.IsJob);

        Assert.Equal(1.1, own.NoiseMultiplier);
        Assert.Equal(PrivacyLoss.Epsilon([new SampledGaussian(0.064, 1.1, own.Steps)], 0.001).Upper, own.Epsilon, 1e-12);
    }

    [Fact]
    public void Of_SiteWithFewerRecordsThanABatch_IsWarnedOfWithTheNumbers()
    {
        var warning = Assert.Single(Calibrated.Value.Warnings);

        Assert.Contains("63 records", warning, StringComparison.Ordinal);
        Assert.Contains("batches of 64", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_DeltaNotBelowOneInTheRecords_IsWarnedOfWithTheirNumber()
    {
        var warning = Assert.Single(Given.Value.Warnings);

        Assert.Contains("1,000 records", warning, StringComparison.Ordinal);
        Assert.Contains("δ = 0.001", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_MoreStepsThanAnybodyCanAccountFor_IsWarnedOf()
    {
        var job = Job("""{ "epsilon": 3, "delta": 1e-14 }""");
        job = job with { Rounds = 100_000, Training = job.Training with { BatchSize = 1, LocalEpochs = 1_000 } };

        var forecast = JobForecast.Of(job, [1_000_000_000_000]);

        Assert.Empty(forecast.Privacy);
        Assert.Contains("1,000,000,000,000 records", Assert.Single(forecast.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_JobWithoutPrivacy_SaysNothingOfIt()
    {
        var forecast = JobForecast.Of(Job("""{ "mechanism": "none" }"""), [1, 1_000]);

        Assert.Empty(forecast.Privacy);
        Assert.Empty(forecast.Warnings);
        Assert.Equal((null, 0), (forecast.Delta, forecast.BudgetedRounds));
        // 15 parameters in single precision.
        Assert.Equal((15, 60), (forecast.Parameters, forecast.UploadBytes));
    }

    [Fact]
    public void Of_EncryptedJob_TellsWhoMustBeThereAndWhatTravels()
    {
        var spec = JobFileReader.Parse(Encoding.UTF8.GetBytes(JobText.Encrypted(sites: 9))).Spec!;

        var forecast = JobForecast.Of(spec, []);

        var encryption = forecast.Encryption!;
        Assert.Equal((3, 9), (encryption.BucketSize, encryption.Holders));
        Assert.InRange(encryption.Threshold, 5, 9);
        Assert.Equal(encryption.UploadBytes, forecast.UploadBytes);
        Assert.True(forecast.UploadBytes > forecast.Parameters * sizeof(float));
    }

    [Fact]
    public void Json_Forecast_HasTheTableForPrograms()
    {
        var json = JsonSerializer.Serialize(Calibrated.Value, ForecastJson.Default.JobForecast);

        using var document = JsonDocument.Parse(json);
        var rows = document.RootElement.GetProperty("privacy");
        Assert.Equal(5, rows.GetArrayLength());
        Assert.True(rows[2].GetProperty("isJob").GetBoolean());
        Assert.True(rows[2].GetProperty("noiseMultiplier").GetDouble() > 0);
    }

    private static JobSpec Job(string privacy) => JobFileReader.Parse(Encoding.UTF8.GetBytes(JobText.Of(rounds: 10)
        .Replace("\"training\": {", "\"training\": { \"batchSize\": 64, \"localEpochs\": 3,", StringComparison.Ordinal)
        .Replace("{ \"mechanism\": \"none\" }", privacy, StringComparison.Ordinal))).Spec!;
}
