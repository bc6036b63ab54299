using System.Collections.Concurrent;
using System.Collections.Frozen;
using Dapper;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Rounds;
using Microsoft.Data.Sqlite;

namespace FederatedSecure.Coordinator.Sites;

/// <summary>The members: who they are, which certificates are theirs, when they were last heard of.</summary>
internal sealed class SiteRegistry
{
    // One is enough; the others cover renewals whose answers got lost.
    private const int CertificatesKept = 8;
    private readonly Database _database;
    private readonly TimeProvider _time;
    // Last signs of life live in memory; a poll must not cost a disk write.
    private readonly ConcurrentDictionary<SiteId, long> _lastSeen = new();
    private volatile Membership _membership;

    public SiteRegistry(Database database, TimeProvider time)
    {
        _database = database;
        _time = time;
        _membership = Load();
    }

    /// <summary>Raised after a membership ended.</summary>
    public event Action<SiteId>? Revoked;

    /// <summary>Who is a member right now.</summary>
    public Membership Membership => _membership;

    /// <summary>Notes a sign of life.</summary>
    public void Seen(SiteId site) => _lastSeen[site] = _time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Notes a certificate that was just issued. A site that comes back with a new invite is a member again.</summary>
    public void Add(SiteId site, Digest fingerprint, DateTimeOffset notAfter, Action<SqliteConnection, SqliteTransaction>? within = null)
    {
        _database.InTransaction((connection, transaction) =>
        {
            within?.Invoke(connection, transaction);
            EnsureRow(connection, transaction, site);
            connection.Execute("UPDATE sites SET revoked = 0 WHERE name = @Name", new { Name = site.Value }, transaction);
            connection.Execute(
                "INSERT INTO certificates (fingerprint, site, not_after) VALUES (@Fingerprint, @Site, @NotAfter)",
                new { Fingerprint = fingerprint.ToArray(), Site = site.Value, NotAfter = notAfter.ToUnixTimeSeconds() },
                transaction);
            // Old ones go by number, not by date: a clock that is wrong for a moment must not cost anybody the membership.
            return connection.Execute(
                """
                DELETE FROM certificates WHERE site = @Site AND rowid NOT IN
                    (SELECT rowid FROM certificates WHERE site = @Site ORDER BY rowid DESC LIMIT @Kept)
                """,
                new { Site = site.Value, Kept = CertificatesKept },
                transaction);
        });
        Load();
    }

    /// <summary>
    /// What a name is for: settled by the first invite that was used with it, and for good, so that what was said under it keeps its
    /// meaning. Null for a name that nobody has had.
    /// </summary>
    public MemberRole? RoleOf(SiteId site) => _database.Use(connection => RoleOf(connection, transaction: null, site));

    /// <summary>Settles what a new member is for, within the transaction that makes it one.</summary>
    /// <exception cref="Grpc.Core.RpcException">The name is taken for something else.</exception>
    public static void Settle(SqliteConnection connection, SqliteTransaction transaction, SiteId site, MemberRole role)
    {
        if (RoleOf(connection, transaction, site) is { } known && known != role)
        {
            throw MemberRoles.OtherThan(site, known);
        }

        EnsureRow(connection, transaction, site);
        connection.Execute("UPDATE sites SET role = @Role WHERE name = @Name", new { Name = site.Value, Role = MemberRoles.NameOf(role) }, transaction);
    }

    /// <summary>Notes what a site said when it introduced itself.</summary>
    public void Greet(SiteId site, string version, IReadOnlyCollection<string> dataSets)
    {
        Seen(site);
        _database.InTransaction((connection, transaction) =>
        {
            EnsureRow(connection, transaction, site);
            return connection.Execute(
                "UPDATE sites SET version = @Version, data_sets = @DataSets, last_seen = @Now WHERE name = @Name",
                new { Name = site.Value, Version = version, DataSets = string.Join('\n', dataSets), Now = _time.GetUtcNow().ToUnixTimeSeconds() },
                transaction);
        });
    }

    /// <summary>Notes why a site last refused or failed.</summary>
    public void NoteProblem(SiteId site, string problem) => _database.InTransaction((connection, transaction) =>
    {
        EnsureRow(connection, transaction, site);
        return connection.Execute("UPDATE sites SET problem = @Problem WHERE name = @Name", new { Name = site.Value, Problem = problem }, transaction);
    });

    /// <summary>Ends a membership: its certificates count no more from the next call on, and its open invites are void.</summary>
    /// <param name="site">Whose.</param>
    /// <param name="evenUnknown">Whether to revoke a site that was never heard of: another authority may have issued its certificate.</param>
    /// <returns>False if there is no such site.</returns>
    public bool Revoke(SiteId site, bool evenUnknown)
    {
        var known = _database.InTransaction((connection, transaction) =>
        {
            if (evenUnknown)
            {
                EnsureRow(connection, transaction, site);
            }

            var parameters = new { Name = site.Value };
            var rows = connection.Execute("UPDATE sites SET revoked = 1 WHERE name = @Name", parameters, transaction);
            connection.Execute("DELETE FROM certificates WHERE site = @Name", parameters, transaction);
            return rows + connection.Execute("DELETE FROM invites WHERE site = @Name AND used_at IS NULL", parameters, transaction);
        });
        Load();
        if (known > 0)
        {
            Revoked?.Invoke(site);
        }

        return known > 0;
    }

    /// <summary>Members and open invites, by name.</summary>
    public IReadOnlyList<SiteRow> List()
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        return _database.Use(connection =>
        {
            var members = connection.Query<(string Name, long Revoked, long LastSeen, string Version, string DataSets, string Problem, string Role, byte[]? Fingerprint, long? NotAfter)>(
                """
                SELECT s.name, s.revoked, s.last_seen, s.version, s.data_sets, s.problem, s.role, c.fingerprint, c.not_after
                FROM sites s LEFT JOIN certificates c ON c.fingerprint =
                    (SELECT fingerprint FROM certificates WHERE site = s.name ORDER BY not_after DESC LIMIT 1)
                """);
            var invites = connection.Query<(string Site, long ExpiresAt, string Role)>(
                """
                SELECT site, MAX(expires_at), role FROM invites
                WHERE used_at IS NULL AND expires_at > @Now AND site NOT IN (SELECT name FROM sites WHERE revoked = 0)
                GROUP BY site
                """,
                new { Now = now }).ToDictionary(invite => invite.Site);
            return members
                .Where(member => !invites.ContainsKey(member.Name))
                .Select(member => new SiteRow(
                    member.Name,
                    IsInvited: false,
                    member.Revoked != 0,
                    member.Fingerprint is { } fingerprint ? Convert.ToHexStringLower(fingerprint) : "",
                    member.NotAfter ?? 0,
                    Math.Max(member.LastSeen, _lastSeen.GetValueOrDefault(new SiteId(member.Name))),
                    member.Version,
                    member.DataSets.Split('\n', StringSplitOptions.RemoveEmptyEntries),
                    member.Problem,
                    MemberRoles.Of(member.Role)))
                .Concat(invites.Values.Select(invite => new SiteRow(invite.Site, IsInvited: true, IsRevoked: false, "", invite.ExpiresAt, 0, "", [], "", MemberRoles.Of(invite.Role))))
                .OrderBy(row => row.Name, StringComparer.Ordinal)
                .ToList();
        });
    }

    private static MemberRole? RoleOf(SqliteConnection connection, SqliteTransaction? transaction, SiteId site) =>
        connection.QuerySingleOrDefault<string>("SELECT role FROM sites WHERE name = @Name", new { Name = site.Value }, transaction) is { } name
            ? MemberRoles.Of(name)
            : null;

    private static void EnsureRow(SqliteConnection connection, SqliteTransaction transaction, SiteId site) => connection.Execute(
        "INSERT INTO sites (name, revoked, last_seen, version, data_sets, problem) VALUES (@Name, 0, 0, '', '', '') ON CONFLICT DO NOTHING",
        new { Name = site.Value },
        transaction);

    /// <summary>Reads and replaces in one, with the database locked: of two changes at once, the older reading must not be the one that stays.</summary>
    private Membership Load() => _database.Use(connection => _membership = new Membership(
        connection.Query<(byte[] Fingerprint, string Site)>("SELECT fingerprint, site FROM certificates")
            .ToFrozenDictionary(row => Digest.FromBytes(row.Fingerprint), row => new SiteId(row.Site)),
        connection.Query<string>("SELECT name FROM sites WHERE revoked = 1").Select(name => new SiteId(name)).ToFrozenSet(),
        connection.Query<string>("SELECT name FROM sites WHERE role = @Role", new { Role = MemberRoles.NameOf(MemberRole.Evaluator) }).Select(name => new SiteId(name)).ToFrozenSet()));
}
