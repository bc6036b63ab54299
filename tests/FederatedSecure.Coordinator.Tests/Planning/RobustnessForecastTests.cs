using System.Text;
using FederatedSecure.Aggregation.Planning;
using FederatedSecure.Coordinator.Planning;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Coordinator.Tests.Planning;

/// <summary>What `coordinator plan` and `job submit` say about dishonest sites.</summary>
public sealed class RobustnessForecastTests
{
    [Fact]
    public void Of_NobodyClaimed_SaysThatTheMeanStandsNobody()
    {
        var forecast = RobustnessForecast.Of(Job(9, "{}", plain: true));

        Assert.Equal((RobustnessLevel.NormBoundOnly, 0, 9), (forecast.Level, forecast.Tolerated, forecast.Inputs));
        Assert.Contains("aggregation.attackers", Assert.Single(forecast.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SixOfSixtyInBucketsOfThree_IsGuaranteed()
    {
        // 20 buckets, of which a trimmed mean stands 9; six attackers spoil six at most, 5.5 on average.
        var forecast = RobustnessForecast.Of(Job(60, """{ "attackers": 6 }"""));

        Assert.Equal((RobustnessLevel.Guaranteed, 20, 9, 6, 6), (forecast.Level, forecast.Inputs, forecast.Tolerated, forecast.F, forecast.Quantile999));
        Assert.Equal(5.5, forecast.Expected!.Value, 0.05);
        Assert.Empty(forecast.Warnings);
    }

    [Fact]
    public void Of_TenOfSixtyInBucketsOfThree_SaysHowOftenItIsTooMany()
    {
        // More than nine of the 20 buckets are bad in a part of the rounds.
        var forecast = RobustnessForecast.Of(Job(60, """{ "attackers": 10 }"""));

        Assert.Equal(9, forecast.F);
        Assert.Contains("10 attackers", Assert.Single(forecast.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_PlainJob_CountsSites()
    {
        var forecast = RobustnessForecast.Of(Job(9, """{ "attackers": 2 }""", plain: true));

        Assert.Equal((RobustnessLevel.Guaranteed, 9, 4, 2), (forecast.Level, forecast.Inputs, forecast.Tolerated, forecast.F));
    }

    private static JobSpec Job(int sites, string aggregation, bool plain = false) => JobFileReader.Parse(Encoding.UTF8.GetBytes($$"""
        {
          "name": "x", "dataSet": "x", "rounds": 1, {{(plain ? "\"protection\": \"plain\"," : "")}} "cohort": { "size": {{sites}} }, "aggregation": {{aggregation}},
          "model": { "input": [2], "layers": [ { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 } ] }
        }
        """)).Spec!;
}
