using Dapper;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Rounds;

namespace FederatedSecure.Coordinator.Tests.Storage;

public sealed class MigrationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fs-db-");

    private string File => Path.Combine(_folder.FullName, "coordinator.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Open_OfADatabaseBeforeThereWereRoles_MakesItsMembersSites()
    {
        using (var database = Database.Open(File))
        {
            // As version 2 had it, with a member and an open invite.
            database.Use(connection => connection.Execute("""
                DROP TABLE candidates; DROP TABLE candidate_reports; DROP TABLE candidate_events;
                ALTER TABLE sites DROP COLUMN role; ALTER TABLE invites DROP COLUMN role;
                INSERT INTO sites (name, revoked, last_seen, version, data_sets, problem) VALUES ('hospital-a', 0, 0, '', '', '');
                INSERT INTO invites (token_hash, site, expires_at) VALUES (x'00', 'hospital-b', 9999999999);
                PRAGMA user_version = 2;
                """));
        }

        using var migrated = Database.Open(File);
        var sites = new SiteRegistry(migrated, TimeProvider.System);

        Assert.Equal(MemberRole.Site, sites.RoleOf(new SiteId("hospital-a")));
        Assert.All(sites.List(), row => Assert.Equal(MemberRole.Site, row.Role));
        Assert.Equal(3L, migrated.Use(connection => connection.ExecuteScalar<long>("PRAGMA user_version")));
    }
}
