using FederatedSecure.Coordinator.Commands;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Coordinator.Tests.Encryption;

/// <summary>Six sites in buckets of three that add their shares of noise, over real gRPC.</summary>
public sealed class NoisyRoundTests : IAsyncLifetime
{
    private const string Model = """{ "input": [1000], "layers": [ { "type": "linear", "out": 5 }, { "type": "softmax-head", "classes": 5 } ] }""";
    private RunningJob _job = null!;

    public async ValueTask InitializeAsync() => _job = await RunningJob.StartAsync(
        JobText.Encrypted(minimumReports: 3, rounds: 2, model: Model, siteNoise: """{ "epsilon": 6, "colluding": 1 }"""), sites: 6);

    public ValueTask DisposeAsync() => _job.DisposeAsync();

    [Fact]
    public async Task Rounds_PublishModelsThatCarryTheNoiseAndTellWhatItPromises()
    {
        var plan = await _job.First.OfferedAsync();
        var start = plan.Read(await _job.First.DownloadAsync(plan));
        var terms = plan.Content.Encryption.SiteNoise;

        await RoundAsync();
        await _job.UntilPublishedAsync(1);
        await RoundAsync();
        var job = await _job.UntilAsync(JobPhase.Completed);

        // The mean over six sites of noise of 5,005 coordinates: a standard error of 2 % of its variance.
        var first = plan.Read(await _job.Coordinator.ModelAsync(_job.Id, 1));
        var variance = first.Zip(start).Average(pair => Math.Pow(pair.First - pair.Second - 0.01, 2));
        Assert.InRange(variance / (terms.Deviation * terms.Deviation / 6), 0.92, 1.08);

        Assert.Equal((6, 1e-5, 1U, 3U), (terms.Epsilon, terms.Delta, terms.Colluding, terms.BudgetedRounds));
        // Sites tell nothing else: neither records nor loss.
        Assert.All(job.Rounds, round => Assert.Equal(0, round.TrainingLoss));
        var levels = job.Rounds.Select(round => round.SiteLevel).ToArray();
        Assert.All(levels, level => Assert.Equal((1e-5, 2U, 1U, NoiseMechanism.DiscreteGaussian), (level.Delta, level.Shares, level.Colluding, level.Mechanism)));
        Assert.InRange(levels[0].Epsilon, 1, levels[1].Epsilon - 0.5);
        // Made for one round more than the two.
        Assert.InRange(levels[1].Epsilon, levels[0].Epsilon, 6);

        var card = ModelCard.Of(job, 0, 1);
        Assert.Contains("## Privacy of records\n\nNo site has made a statement", card, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"## Privacy of whole sites\n\nε = {levels[1].Epsilon:F3} at δ = 1E-05"), card, StringComparison.Ordinal);
        Assert.DoesNotContain("Not covered", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_OfAJobWithoutNoise_SaysSo()
    {
        await using var other = await RunningJob.StartAsync(JobText.Of(sites: 1), sites: 1);
        await other.TrainAsync();

        var card = ModelCard.Of(await other.UntilAsync(JobPhase.Completed), 0, 1);

        Assert.Contains("Sites added no noise in shares", card, StringComparison.Ordinal);
    }

    private async Task RoundAsync()
    {
        await _job.OpenAsync();
        foreach (var site in _job.Sites)
        {
            var plan = await site.AcceptAsync();
            await site.UploadAsync(plan, site.Protect(plan, plan.Constant(0.01f), new SiteFigures(1, 0, 0, 0, 0, 0)));
        }

        foreach (var site in _job.Sites.Take(5))
        {
            await site.OpenAsync();
        }
    }
}
