using System.Collections.Immutable;
using CsCheck;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Cryptography.Tests.SecureAggregation.Support;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation;

public sealed class MembershipMatrixTests
{
    [Fact]
    public void Matrix_OfNothing_KnowsNothing()
    {
        var matrix = new MembershipMatrix();

        Assert.Equal(0, matrix.Rank);
        Assert.False(matrix.Exposes("a"));
        Assert.False(matrix.WouldExpose("a", []));
        Assert.Equal(0, matrix.RankWith([[]]));
    }

    [Fact]
    public void Buckets_ThatDifferByOneSite_ExposeIt()
    {
        var matrix = new MembershipMatrix();
        matrix.Add(["a", "b", "c"]);

        Assert.Equal((1, false), (matrix.Rank, matrix.Exposes("c")));
        Assert.True(matrix.WouldExpose("c", [["a", "b"]]));
        Assert.Equal(2, matrix.RankWith([["a", "b"]]));

        // Asking changed nothing; opening does.
        Assert.Equal((1, false), (matrix.Rank, matrix.Exposes("c")));
        matrix.Add(["b", "a"]);
        Assert.Equal(2, matrix.Rank);
        Assert.Equal([false, false, true], new[] { "a", "b", "c" }.Select(matrix.Exposes));
    }

    [Fact]
    public void Buckets_OfTheSamePartition_ExposeNobodyHoweverOften()
    {
        var matrix = new MembershipMatrix();
        for (var round = 0; round < 20; round++)
        {
            matrix.Add(["a", "b", "c"]);
            matrix.Add(["d", "e"]);
        }

        Assert.Equal(2, matrix.Rank);
        Assert.DoesNotContain(new[] { "a", "b", "c", "d", "e" }, matrix.Exposes);
    }

    [Fact]
    public void ThreePairs_OfThreeSites_ExposeAllOfThem()
    {
        // a = ((a+b) + (a+c) − (b+c)) / 2: a division that modulo 2 would hide.
        var matrix = new MembershipMatrix();
        matrix.Add(["a", "b"]);
        matrix.Add(["a", "c"]);

        Assert.False(matrix.Exposes("a"));
        Assert.True(matrix.WouldExpose("a", [["b", "c"]]));
        Assert.Equal(3, matrix.RankWith([["b", "c"]]));
    }

    [Fact]
    public void RankAndExposure_AreThoseOverTheRationals() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 12]).SelectMany((sites, buckets) => Gen.Int[0, (1 << sites) - 1].Array[buckets].Select(masks => (sites, masks)))
            .Sample(
                input =>
                {
                    var matrix = new MembershipMatrix();
                    var rows = new List<int[]>();
                    foreach (var mask in input.masks)
                    {
                        var row = Row(mask, input.sites);
                        var bucket = Names(row);
                        Assert.Equal(RationalMatrix.Rank([.. rows, row]), matrix.RankWith([bucket]));
                        Assert.Equal(Exposed([.. rows, row], input.sites), Sites(input.sites).Select(site => matrix.WouldExpose(site, [bucket])));

                        rows.Add(row);
                        matrix.Add(bucket);
                        Assert.Equal(RationalMatrix.Rank(rows), matrix.Rank);
                        Assert.Equal(Exposed(rows, input.sites), Sites(input.sites).Select(matrix.Exposes));
                    }
                },
                iter: 300);

    [Fact]
    public void Partitions_DrawnAnewEveryRound_ReachFullRankAndExposeEverybody()
    {
        // Nine sites in three buckets: each round has one equation that the others imply, so at most 1 + 2 · rounds.
        var random = new Numerics.SeededRandomSource(3);
        var sites = Sites(9).ToArray();
        var matrix = new MembershipMatrix();
        var ranks = new List<int>();
        for (var round = 0; round < 12; round++)
        {
            Numerics.RandomSourceExtensions.Shuffle<string>(random, sites);
            foreach (var bucket in sites.Chunk(3))
            {
                matrix.Add(bucket);
            }

            ranks.Add(matrix.Rank);
        }

        Assert.Equal(3, ranks[0]);
        Assert.Equal(9, ranks[^1]);
        Assert.All(ranks.Select((rank, round) => (rank, round)), entry => Assert.InRange(entry.rank, 3, Math.Min(9, 3 + (2 * entry.round))));
        Assert.All(sites, site => Assert.True(matrix.Exposes(site)));
    }

    [Fact]
    public void Matrix_OfManySitesAndRounds_StaysExact()
    {
        // 1 above the diagonal by one: {0,1}, {1,2}, … The unit vectors come in only with the last row.
        const int sites = 200;
        var matrix = new MembershipMatrix();
        for (var i = 0; i + 1 < sites; i++)
        {
            matrix.Add([Site(i), Site(i + 1)]);
        }

        Assert.Equal(sites - 1, matrix.Rank);
        Assert.DoesNotContain(Sites(sites), matrix.Exposes);
        Assert.True(matrix.WouldExpose(Site(100), [[Site(0), Site(1), Site(2)]]));
        Assert.Equal(sites, matrix.RankWith([[Site(sites - 1)]]));
    }

    private static IEnumerable<bool> Exposed(List<int[]> rows, int sites) =>
        Enumerable.Range(0, sites).Select(site => RationalMatrix.Spans(rows, Row(1 << site, sites)));

    private static int[] Row(int mask, int sites) => [.. Enumerable.Range(0, sites).Select(site => (mask >> site) & 1)];

    private static ImmutableArray<string> Names(int[] row) => [.. Enumerable.Range(0, row.Length).Where(site => row[site] == 1).Select(Site)];

    private static IEnumerable<string> Sites(int count) => Enumerable.Range(0, count).Select(Site);

    private static string Site(int index) => $"site-{index:000}";
}
