using System.Security.Cryptography;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Rounds;

namespace FederatedSecure.Coordinator.Tests.Sites;

public sealed class SiteRegistryTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("fssites-");
    private readonly Database _database;

    public SiteRegistryTests() => _database = Database.Open(Path.Combine(_directory.FullName, "coordinator.db"));

    public void Dispose()
    {
        _database.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void Membership_SitesThatJoinAndLeaveAtOnce_IsWhatTheDatabaseSays()
    {
        const int Sites = 100;
        var registry = new SiteRegistry(_database, TimeProvider.System);
        var leaving = Enumerable.Range(0, Sites).Select(i => new SiteId($"leaving-{i}")).ToArray();
        foreach (var site in leaving)
        {
            Join(registry, site);
        }

        Parallel.For(0, 2 * Sites, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            if (i % 2 == 0)
            {
                Join(registry, new SiteId($"joining-{i / 2}"));
            }
            else
            {
                registry.Revoke(leaving[i / 2], evenUnknown: false);
            }

            // What a change has made true holds when the call that made it returns.
            Assert.Equal(i % 2 != 0, registry.Membership.Revoked.Contains(i % 2 == 0 ? new SiteId($"joining-{i / 2}") : leaving[i / 2]));
        });

        Assert.Equal(Enumerable.Range(0, Sites).Select(i => $"joining-{i}").Order(), registry.Membership.Certificates.Values.Select(site => site.Value).Order());
        Assert.Equal(leaving.Select(site => site.Value).Order(), registry.Membership.Revoked.Select(site => site.Value).Order());
    }

    private static void Join(SiteRegistry registry, SiteId site) =>
        registry.Add(site, Digest.FromBytes(RandomNumberGenerator.GetBytes(32)), DateTimeOffset.UtcNow.AddDays(1));
}
