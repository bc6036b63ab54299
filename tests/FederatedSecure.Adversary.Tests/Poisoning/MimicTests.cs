using CsCheck;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Adversary.Tests.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Adversary.Tests.Poisoning;

public sealed class MimicTests
{
    [Fact]
    public void Mimic_ExampleOfTheDocumentation_CopiesTheFirst() => Assert.Equal([1, 2, 3], Updates.Single(new Mimic(), Updates.Three));

    [Fact]
    public void Mimic_Copy_IsANewArray()
    {
        var honest = Updates.Three;

        Updates.Single(new Mimic(1), honest)[0] = 99;

        Assert.Equal(4, honest[1][0]);
    }

    [Fact]
    public void Mimic_UpdateThatIsNotKnown_SaysSo() =>
        Assert.Contains("knows 3", Assert.Throws<ArgumentException>(() => new Mimic(3).Poison(new PoisonContext(Updates.Three))).Message, StringComparison.Ordinal);

    [Fact]
    public void MimicVariance_ExampleOfTheDocumentation_CopiesTheOutermost() => Assert.Equal([5], Updates.Single(new MimicVariance(), Updates.Column(0, 1, 5)));

    [Fact]
    public void MimicVariance_ManyRounds_FindsTheLeadingDirectionAndKeepsItsVictim()
    {
        // Nearly all variance along (3, 4)/5, where site 2 is furthest out on average; noise elsewhere.
        var random = new SeededRandomSource(11);
        double[] along = [-1, 0.5, 2, -1.5];
        var attack = new MimicVariance(warmup: 30);
        double[][] Round() => [.. along.Select(a => new[] { (3 * a) + (0.5 * random.NextGaussian()), (4 * a) + (0.5 * random.NextGaussian()) })];
        for (var round = 1; round < 30; round++)
        {
            attack.Poison(new PoisonContext(Round()));
        }

        foreach (var _ in Enumerable.Range(0, 20))
        {
            var honest = Round();
            Assert.True(Updates.Single(attack, honest).SequenceEqual(honest[2]) || Updates.Single(attack, honest).SequenceEqual(honest[3]));
        }
    }

    [Fact]
    public void MimicVariance_SameUpdates_SameVictim() => Updates.Honest().Sample(honest =>
        Updates.Single(new MimicVariance(), honest).SequenceEqual(Updates.Single(new MimicVariance(), honest)));

    [Fact]
    public void MimicVariance_EqualUpdates_CopiesTheFirst() => Assert.Equal([1, 1], Updates.Single(new MimicVariance(), [[1, 1], [1, 1]]));
}
