using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Adversary.Tests.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Adversary.Tests.Poisoning;

public sealed class CollusionTests
{
    [Fact]
    public void Sybils_ExampleOfTheDocumentation_SendTheSameThreeTimes() =>
        Assert.Equal([[-4, -5, -6], [-4, -5, -6], [-4, -5, -6]], new Sybils(new SignFlip()).Poison(new PoisonContext(Updates.Three) { Attackers = 3 }));

    [Fact]
    public void Sybils_WithNoise_DifferALittle()
    {
        var vectors = new Sybils(new SignFlip(), noise: 1e-6).Poison(new PoisonContext(Updates.Three) { Attackers = 2, Random = new SeededRandomSource(1) });

        Assert.NotEqual(vectors[0], vectors[1]);
        Assert.All(vectors, vector => Updates.Close([-4, -5, -6], vector, 1e-5));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1000)]
    [InlineData(0.3, 300)]
    public void OnOff_ManyRounds_AttacksWithItsProbability(double probability, int expected)
    {
        var random = new SeededRandomSource(5);
        var attack = new OnOff(new SignFlip(), probability);
        double[] own = [7, 7, 7];

        var vectors = Enumerable.Range(1, 1000).Select(round => Updates.Single(attack, new PoisonContext(Updates.Three) { Own = [own], Round = round, Random = random })).ToList();

        // Five standard deviations of a binomial count: 5·√(1000·0.3·0.7) = 72.
        Assert.InRange(vectors.Count(vector => vector[0] == -4), expected - 72, expected + 72);
        Assert.All(vectors, vector => Assert.True(vector[0] is -4 or 7));
    }

    [Fact]
    public void OnOff_IdleWithoutOwnUpdates_SaysWhatIsMissing() =>
        Assert.Contains("own honest updates", Assert.Throws<ArgumentException>(
            () => new OnOff(new SignFlip(), 0).Poison(new PoisonContext(Updates.Three) { Random = new SeededRandomSource(1) })).Message, StringComparison.Ordinal);
}
