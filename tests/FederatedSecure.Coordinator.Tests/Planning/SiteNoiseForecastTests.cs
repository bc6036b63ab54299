using System.Text;
using FederatedSecure.Coordinator.Planning;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Coordinator.Tests.Planning;

public sealed class SiteNoiseForecastTests
{
    [Fact]
    public void Forecast_OfNoiseInShares_StandsBesideThatOfRecords()
    {
        var forecast = JobForecast.Of(Spec(siteNoise: """{ "epsilon": 3, "mechanism": "skellam", "colluding": 1 }"""), [1_000]);

        // Training is not private here: the two levels know nothing of each other.
        Assert.Empty(forecast.Privacy);
        Assert.Null(forecast.Delta);
        var noise = forecast.SiteNoise!;
        Assert.Equal(("skellam", 2, 1, 2), (noise.Mechanism, noise.Shares, noise.Colluding, noise.BudgetedRounds));
        Assert.Equal([false, false, true, false, false], noise.Rows.Select(row => row.IsJob));
        Assert.InRange(noise.Rows[2].Epsilon, 3 * 0.999, 3);
        Assert.Equal(noise.Rows.OrderByDescending(row => row.Deviation), noise.Rows);
        Assert.All(noise.Rows, row => Assert.InRange(row.EpsilonOfOneRound, row.Epsilon / 2, row.Epsilon));
        // √(15 values / 6 sites) times a site's noise.
        Assert.All(noise.Rows, row => Assert.Equal(row.Deviation * Math.Sqrt(15.0 / 6), row.NoiseToClip, 1e-9));
    }

    [Fact]
    public void Forecast_WithEvaluations_WarnsThatTheyAreNotCovered()
    {
        Assert.Contains(JobForecast.Of(Spec(siteNoise: "{}", validation: 0.1), []).Warnings, warning => warning.Contains("validationFraction = 0", StringComparison.Ordinal));
        Assert.Empty(JobForecast.Of(Spec(siteNoise: "{}"), []).Warnings);
    }

    [Fact]
    public void Forecast_WithoutNoise_HasNone() => Assert.Null(JobForecast.Of(Spec(siteNoise: null), []).SiteNoise);

    private static JobSpec Spec(string? siteNoise, double validation = 0)
    {
        var parsed = JobFileReader.Parse(Encoding.UTF8.GetBytes(JobText.Encrypted(siteNoise: siteNoise, validation: validation)));
        Assert.True(parsed.IsValid, string.Join('\n', parsed.Problems));
        return parsed.Spec!;
    }
}
