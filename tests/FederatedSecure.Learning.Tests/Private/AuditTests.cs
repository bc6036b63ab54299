using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Tests.Support;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using FederatedSecure.Privacy;

namespace FederatedSecure.Learning.Tests.Private;

/// <summary>
/// Trains once with two thousand canaries, each there or not by the toss of a coin, guesses the coins from the model, and asks what ε
/// such guesses refute. Every canary has a feature of its own, so that nothing but the noise hides it: the hardest case there is.
/// </summary>
[Collection(TorchCollection.Name)]
public sealed class AuditTests
{
    private const int Canaries = 2000;
    private const int Guesses = 800;
    private const double Delta = 1e-5;
    private const double Significance = 0.01;

    [Theory]
    [InlineData(1, 1, 1.0)]
    [InlineData(2, 2, 2.0)]
    [InlineData(8, 1, 1.0)]
    public void Train_Honestly_KeepsTheMeasuredLossBelowTheClaimedOne(int batches, int passes, double noise)
    {
        var (measured, claimed) = Audit(batches, passes, claimedNoise: noise, actualNoise: noise, Guesses / 8);

        TestContext.Current.TestOutputHelper?.WriteLine($"measured ε ≥ {measured:F3}, claimed ε ≤ {claimed:F3}");
        Assert.InRange(measured, 0, claimed);
    }

    [Fact]
    public void Audit_OneStepOfAllRecords_SeesThatThereIsALoss()
    {
        // Else an audit that never sees anything would pass for a proof.
        var (measured, _) = Audit(batches: 1, passes: 1, claimedNoise: 1, actualNoise: 1, Guesses / 8);

        Assert.True(measured > 0.25, $"{measured:F3}");
    }

    [Theory]
    [InlineData(1, 1, 1.0)]
    [InlineData(2, 2, 2.0)]
    public void Train_WithoutTheNoiseThatWasClaimed_IsCaught(int batches, int passes, double noise)
    {
        var (measured, claimed) = Audit(batches, passes, claimedNoise: noise, actualNoise: 1e-9, Guesses);

        TestContext.Current.TestOutputHelper?.WriteLine($"measured ε ≥ {measured:F3}, claimed ε ≤ {claimed:F3}");
        Assert.True(measured > claimed, $"measured {measured:F3}, claimed {claimed:F3}");
    }

    private static (double Measured, double Claimed) Audit(int batches, int passes, double claimedNoise, double actualNoise, int guesses)
    {
        var random = new SeededRandomSource(41);
        var labels = Enumerable.Range(0, Canaries).Select(_ => random.NextInt32(2)).ToArray();
        var present = Enumerable.Range(0, Canaries).Where(_ => random.NextInt32(2) == 1).ToArray();
        var features = new float[present.Length * Canaries];
        for (var i = 0; i < present.Length; i++)
        {
            // Long enough for a gradient beyond C = 1 in every step.
            features[(i * Canaries) + present[i]] = 100;
        }

        var spec = ModelSpec.Create([Canaries], [new LinearLayer(2, Bias: false), new SoftmaxHeadLayer(2)]);
        var options = Some.Options with { BatchSize = present.Length / batches, LocalEpochs = passes, LearningRate = 0.1 };
        var update = PrivateTrainer.Train(
            spec,
            new float[2 * Canaries],
            Some.Data([Canaries], features, [.. present.Select(canary => labels[canary])], 2),
            options,
            new PrivateTrainingOptions(1, actualNoise),
            new SeededRandomSource(42),
            cancellation: TestContext.Current.CancellationToken).Update;

        // How far training moved towards the canary's label, in the direction of its gradient.
        var ranking = Enumerable.Range(0, Canaries)
            .OrderByDescending(canary => update[(labels[canary] * Canaries) + canary] - update[((1 - labels[canary]) * Canaries) + canary]).ToArray();
        var isPresent = present.ToHashSet();
        var correct = ranking[..(guesses / 2)].Count(isPresent.Contains) + ranking[^(guesses / 2)..].Count(canary => !isPresent.Contains(canary));

        var steps = PrivateTrainingOptions.Steps(present.Length, options);
        var claimed = PrivacyLoss.Epsilon([new SampledGaussian((double)options.BatchSize / present.Length, claimedNoise, steps)], Delta).Upper;
        return (OneRunAudit.LowerBound(Canaries, guesses, correct, Delta, Significance), claimed);
    }
}
