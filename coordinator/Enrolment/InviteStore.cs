using System.Security.Cryptography;
using Dapper;
using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Rounds;
using Microsoft.Data.Sqlite;

namespace FederatedSecure.Coordinator.Enrolment;

/// <summary>
/// One-time invites. Only hashes of their tokens are stored; looking a 256-bit random token up by its hash tells nothing by its
/// timing.
/// </summary>
internal sealed class InviteStore(Database database, TimeProvider time)
{
    /// <summary>Makes an invite and returns its token.</summary>
    public byte[] Create(SiteId site, MemberRole role, DateTimeOffset expiresAt)
    {
        var token = RandomNumberGenerator.GetBytes(Invite.TokenSize);
        database.InTransaction((connection, transaction) => connection.Execute(
            "INSERT INTO invites (token_hash, site, role, expires_at) VALUES (@Hash, @Site, @Role, @ExpiresAt)",
            new { Hash = SHA256.HashData(token), Site = site.Value, Role = MemberRoles.NameOf(role), ExpiresAt = expiresAt.ToUnixTimeSeconds() },
            transaction));
        return token;
    }

    /// <summary>What speaks against using a token for a site; null if nothing does.</summary>
    public Refusal? Check(SiteId site, byte[] token) => database.Use(connection => Check(connection, transaction: null, site, token));

    /// <summary>Uses a token up, within the transaction that makes the site a member, and settles what the member is for.</summary>
    public void Use(SqliteConnection connection, SqliteTransaction transaction, SiteId site, byte[] token)
    {
        if (Check(connection, transaction, site, token) is { } refusal)
        {
            throw refusal.Because("The invite was used by somebody else a moment ago.");
        }

        var hash = SHA256.HashData(token);
        var role = connection.QuerySingle<string>("SELECT role FROM invites WHERE token_hash = @Hash", new { Hash = hash }, transaction);
        SiteRegistry.Settle(connection, transaction, site, MemberRoles.Of(role));
        connection.Execute(
            "UPDATE invites SET used_at = @Now WHERE token_hash = @Hash",
            new { Now = time.GetUtcNow().ToUnixTimeSeconds(), Hash = hash },
            transaction);
    }

    private Refusal? Check(SqliteConnection connection, SqliteTransaction? transaction, SiteId site, byte[] token)
    {
        var (name, expiresAt, usedAt) = connection.QuerySingleOrDefault<(string? Site, long ExpiresAt, long? UsedAt)>(
            "SELECT site, expires_at, used_at FROM invites WHERE token_hash = @Hash",
            new { Hash = SHA256.HashData(token) },
            transaction);
        if (name != site.Value)
        {
            return Refusals.InviteUnknown;
        }

        if (usedAt is not null)
        {
            return Refusals.InviteUsed;
        }

        return expiresAt <= time.GetUtcNow().ToUnixTimeSeconds() ? Refusals.InviteExpired : null;
    }
}
