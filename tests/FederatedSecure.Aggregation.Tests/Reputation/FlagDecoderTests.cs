using FederatedSecure.Aggregation.Reputation;
using FederatedSecure.Aggregation.Tests.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Aggregation.Tests.Reputation;

public sealed class FlagDecoderTests
{
    private const int Runs = 40;

    /// <summary>n, m, k, and the median round in which exactly the attackers are excluded, measured with another program (40 runs, nothing forgotten).</summary>
    public static TheoryData<int, int, int, int> Table => new()
    {
        { 30, 3, 3, 6 },
        { 60, 6, 3, 7 },
        { 100, 10, 3, 9 },
        { 100, 10, 5, 12 },
        { 100, 10, 10, 26 },
        { 100, 20, 5, 25 },
        { 500, 50, 5, 16 },
    };

    [Fact]
    public void Add_ExampleOfTheDocumentation_ExplainsAway()
    {
        var decoder = new FlagDecoder(2, new FlagTest(0.9, 0.1, 1, 0.5, 1));
        decoder.Add([new FlaggedBucket([0], true)]);
        decoder.Add([new FlaggedBucket([0, 1], true)]);

        Assert.Equal(Math.Log(9) + Math.Log(0.9 / 0.5), Odds(decoder, 0), 12);
        Assert.Equal(Math.Log(0.9 / 0.82), Odds(decoder, 1), 12);
    }

    [Fact]
    public void Add_OnOffAttackerAndForgetting_IsTheFormula()
    {
        const double a = 0.3, pi1 = 0.8, pi0 = 0.1, prior = 0.2, forgetting = 0.98;
        var decoder = new FlagDecoder(3, new FlagTest(pi1, pi0, a, prior, forgetting));
        decoder.Add([new FlaggedBucket([0, 1, 2], false)]);

        var r = (1 - (a * prior)) * (1 - (a * prior));
        var honest = pi1 - ((pi1 - pi0) * r);
        var attacker = (a * pi1) + ((1 - a) * honest);
        var expected = (forgetting * Math.Log(prior / (1 - prior))) + Math.Log((1 - attacker) / (1 - honest));
        Assert.All(Enumerable.Range(0, 3), site => Assert.Equal(expected, Odds(decoder, site), 12));
    }

    [Fact]
    public void Add_CertainTest_StaysWithinTheClamp()
    {
        var decoder = new FlagDecoder(4, new FlagTest(1, 0, 1, 0.1, 1));
        for (var round = 0; round < 3; round++)
        {
            decoder.Add([new FlaggedBucket([0], true), new FlaggedBucket([1, 2], false)]);
        }

        Assert.Equal([12, -12, -12], decoder.LogOdds[..3].ToArray());
        Assert.Equal([0], decoder.Excluded);
        Assert.Equal(0.1, decoder.Posterior(3), 12);
    }

    [Fact]
    public void Add_CertainAttackerBeside_ClearsTheCompany()
    {
        var decoder = new FlagDecoder(2, new FlagTest(1, 0, 1, 0.5, 1));
        decoder.Restore([12, 0]);
        decoder.Add([new FlaggedBucket([0, 1], true)]);

        Assert.Equal(0, Odds(decoder, 1), 4);
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Decode_FlagsAsGoodAsClaimed_ExcludesExactlyTheAttackersInTime(int n, int m, int k, int published)
    {
        var median = Median(n, m, k, new FlagTest(0.9, 0.05, 1, 0.1, 1));

        Assert.InRange(median, 0.7 * published, 1.3 * published);
    }

    [Fact]
    public void Decode_SixOfSixty_TakesAtMostTenRoundsAlsoWithForgetting() =>
        Assert.InRange(Median(60, 6, 3, new FlagTest()), 1, 10);

    [Fact]
    public void Add_BadBuckets_AreRefused()
    {
        var decoder = new FlagDecoder(3, new FlagTest());

        Assert.Throws<ArgumentException>(() => decoder.Add([new FlaggedBucket([0, 3], true)]));
        Assert.Throws<ArgumentException>(() => decoder.Add([new FlaggedBucket([0, 0], true)]));
        Assert.Throws<ArgumentException>(() => decoder.Add([new FlaggedBucket([0], true), new FlaggedBucket([0, 1], true)]));
        Assert.Throws<ArgumentException>(() => decoder.Add([new FlaggedBucket([], true)]));
        Assert.Equal(0.1, decoder.Posterior(0), 12);
    }

    [Fact]
    public void Create_UselessTests_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new FlagDecoder(3, new FlagTest(0.1, 0.1)));
        Assert.Throws<ArgumentException>(() => new FlagDecoder(3, new FlagTest(double.NaN)));
        Assert.Throws<ArgumentException>(() => new FlagDecoder(3, new FlagTest(Active: 0)));
        Assert.Throws<ArgumentException>(() => new FlagDecoder(3, new FlagTest(Prior: 1)));
        Assert.Throws<ArgumentException>(() => new FlagDecoder(3, new FlagTest(Forgetting: 1.01)));
    }

    private static double Odds(FlagDecoder decoder, int site) => decoder.LogOdds[site];

    private static double Median(int n, int m, int k, FlagTest test)
    {
        int[] rounds = [.. Enumerable.Range(1, Runs).Select(run => RoundsUntilExact(new SeededRandomSource((ulong)run), n, m, k, test)).Order()];
        return (rounds[(Runs - 1) / 2] + rounds[Runs / 2]) / 2.0;
    }

    private static int RoundsUntilExact(SeededRandomSource random, int n, int m, int k, FlagTest test)
    {
        var decoder = new FlagDecoder(n, test);
        for (var round = 1; round < 100; round++)
        {
            decoder.Add([.. RandomBuckets.Draw(random, Enumerable.Range(0, n), k)
                .Select(members => new FlaggedBucket(members, random.NextDouble() < (members.Any(site => site < m) ? test.HitRate : test.FalseRate)))]);
            if (decoder.Excluded.SequenceEqual(Enumerable.Range(0, m)))
            {
                return round;
            }
        }

        return 100;
    }
}
