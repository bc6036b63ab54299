using System.Text;
using CsCheck;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation;

public sealed class CommitteeTests
{
    [Fact]
    public void Committee_IsPartOfTheRosterAndNoLargerThan32() =>
        Gen.Select(Gen.Int[0, 1_000], Gen.ULong).Sample(
            (count, seed) =>
            {
                var sites = Sites(count);
                new SeededRandomSource(seed).Shuffle<string>(sites);

                var holders = Committee.Draw(sites, $"job {seed}");

                Assert.Equal(Math.Min(count, 32), holders.Length);
                Assert.Equal(holders.Order(StringComparer.Ordinal).Distinct(), holders);
                Assert.Empty(holders.Except(sites));
                Assert.Equal(holders, Committee.Draw(Sites(count), $"job {seed}"));
            },
            iter: 50);

    [Fact]
    public void Committee_FollowsItsDocumentation()
    {
        var sites = Sites(40);
        var names = string.Join('\n', sites);
        var expected = sites.OrderBy(site => Digest.Of(Encoding.UTF8.GetBytes($"federated.v1.Committee\0job 1 1\0{names}\0{site}"))).Take(32).Order(StringComparer.Ordinal);

        Assert.Equal(expected, Committee.Draw(sites, "job 1 1"));
    }

    [Fact]
    public void Committee_OfAnotherAttemptOrRoster_IsAnother()
    {
        var sites = Sites(200);
        var drawn = Committee.Draw(sites, "job 1 1");

        Assert.NotEqual(drawn, Committee.Draw(sites, "job 1 2"));
        Assert.NotEqual(drawn, Committee.Draw([.. sites, "one-more"], "job 1 1"));
    }

    [Fact]
    public void Committees_OfManyAttempts_TakeAllSitesEquallyOften()
    {
        // 64 sites, each in with a chance of 1/2: 500 draws give 250 with a deviation of 11.
        var counts = Sites(64).ToDictionary(site => site, _ => 0);
        for (var attempt = 0; attempt < 500; attempt++)
        {
            foreach (var site in Committee.Draw(counts.Keys, $"job 1 {attempt}"))
            {
                counts[site]++;
            }
        }

        Assert.All(counts.Values, count => Assert.InRange(count, 195, 305));
    }

    private static string[] Sites(int count) => [.. Enumerable.Range(0, count).Select(i => $"site-{i:000}")];
}
