using CsCheck;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Adversary.Tests.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Adversary.Tests.Poisoning;

public sealed class PoisonAttacksTests
{
    public static TheoryData<string> Names => [.. PoisonAttacks.ByName.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_DefaultParameters_MakesVectorsFromTheContextAlone(string name) => Updates.Honest(6).Sample(
        honest =>
        {
            double[][] Vectors() => PoisonAttacks.Create(name, PoisonParameters.None).Poison(Everything(honest, seed: 4));
            var before = honest.Select(h => (double[])h.Clone()).ToArray();

            var vectors = Vectors();

            // One for all or one for each, the same for the same seed, no input changed.
            Assert.True(vectors.Length is 1 or 2);
            Assert.All(vectors, vector => Assert.Equal(honest[0].Length, vector.Length));
            Assert.Equal(vectors, Vectors());
            Assert.Equal(before, honest);
        },
        iter: 20);

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_DefaultParameters_TellsWhatItNeeds(string name)
    {
        var attack = PoisonAttacks.Create(name, PoisonParameters.None);
        double[][] honest = [[1, 2], [2, 3], [0, 1], [1, 1], [2, 2], [3, 3]];

        // What it does not need may be missing.
        var context = new PoisonContext(2, attack.Needs == AttackerKnowledge.None || attack.Needs == AttackerKnowledge.GlobalDelta ? []
            : attack.Needs == AttackerKnowledge.OwnUpdates ? honest[..1]
            : honest)
        {
            Attackers = 2,
            Own = attack.Needs.HasFlag(AttackerKnowledge.OwnUpdates) ? honest[..2] : [],
            Pipeline = attack.Needs.HasFlag(AttackerKnowledge.Rule) ? PlainRules.Median : null,
            PreviousDelta = attack.Needs.HasFlag(AttackerKnowledge.GlobalDelta) ? [1, 1] : null,
            Random = new SeededRandomSource(1),
        };

        Assert.NotEmpty(attack.Poison(context));
    }

    [Fact]
    public void Create_UnknownName_ListsTheNames() =>
        Assert.Contains("min-max", Assert.Throws<ArgumentException>(() => PoisonAttacks.Create("maxmin", PoisonParameters.None)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("alie", "zed", 1.0, "no parameter \"zed\": it has ddof, sign, z")]
    [InlineData("zero", "z", 1.0, "no parameters")]
    [InlineData("alie", "sign", "plus", "\"+\" or \"-\"")]
    [InlineData("alie", "ddof", 2.0, "ddof")]
    [InlineData("alie", "ddof", 0.5, "whole")]
    [InlineData("alie", "z", "1", "number")]
    [InlineData("ipm", "epsilon", -1.0, "epsilon")]
    [InlineData("min-max", "gammaInit", 0.0, "gammaInit")]
    [InlineData("min-sum", "direction", "norm", "\"unit\" or \"sign\" or \"std\"")]
    [InlineData("optimal-ipm", "ratio", 0.4, "ratio")]
    [InlineData("mimic", "index", -1.0, "index")]
    [InlineData("on-off", "probability", 1.5, "probability")]
    [InlineData("sybils", "attack", "on-off", "itself")]
    public void Create_ImpossibleParameter_SaysWhich(string name, string parameter, object value, string part) =>
        Assert.Contains(part, Assert.Throws<ArgumentException>(
            () => PoisonAttacks.Create(name, new PoisonParameters(new Dictionary<string, object> { [parameter] = value }))).Message, StringComparison.Ordinal);

    [Fact]
    public void Create_Foe_IsIpm()
    {
        var parameters = new Dictionary<string, object> { ["epsilon"] = 10.0 };

        Assert.Equal([-40, -50, -60], Updates.Single(PoisonAttacks.Create("foe", new PoisonParameters(parameters)), Updates.Three));
    }

    [Fact]
    public void Create_Sybils_PassParametersOn()
    {
        var parameters = new Dictionary<string, object> { ["attack"] = "ipm", ["epsilon"] = 2.0 };

        Assert.Equal([[-8, -10, -12], [-8, -10, -12]], PoisonAttacks.Create("sybils", new PoisonParameters(parameters)).Poison(new PoisonContext(Updates.Three) { Attackers = 2 }));
    }

    [Fact]
    public void Context_ImpossibleValues_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new PoisonContext([]));
        Assert.Throws<ArgumentException>(() => new PoisonContext([[1], [1, 2]]));
        Assert.Throws<ArgumentException>(() => new PoisonContext([[double.NaN]]));
        Assert.Throws<ArgumentException>(() => new PoisonContext([[1]]) { PreviousDelta = [1, 2] });
        Assert.Throws<ArgumentException>(() => new PoisonContext([[1]]) { Own = [[double.PositiveInfinity]] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PoisonContext([[1]]) { Attackers = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PoisonContext([[1]]) { Sites = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PoisonContext([[1]]) { Round = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PoisonContext(0, []));
    }

    private static PoisonContext Everything(double[][] honest, ulong seed) => new(honest)
    {
        Attackers = 2,
        Sites = honest.Length + 2,
        Own = honest[..2],
        Pipeline = PlainRules.Median,
        PreviousDelta = honest[0],
        Random = new SeededRandomSource(seed),
    };
}
