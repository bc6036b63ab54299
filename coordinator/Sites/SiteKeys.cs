using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using Google.Protobuf;
using Grpc.Core;
using RosterMember = FederatedSecure.Protos.V1.RosterMember;

namespace FederatedSecure.Coordinator.Sites;

/// <summary>
/// The sites' keys for shares, each with the certificate under which it was shown. The coordinator hands them on; that it cannot
/// put others in their place is for the sites to check.
/// </summary>
internal sealed class SiteKeys
{
    private readonly Database _database;
    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<SiteId, RosterMember> _members;

    public SiteKeys(Database database)
    {
        _database = database;
        _members = new ConcurrentDictionary<SiteId, RosterMember>(database.Use(connection =>
            connection.Query<(string Site, byte[] Body)>("SELECT site, body FROM envelope_keys")
                .Select(row => KeyValuePair.Create(new SiteId(row.Site), RosterMember.Parser.ParseFrom(row.Body)))
                .ToList()));
    }

    /// <summary>Whether a site can take part in encrypted jobs.</summary>
    public bool Has(SiteId site) => _members.ContainsKey(site);

    /// <summary>What a plan's roster says about a site; null if it has shown no key.</summary>
    public RosterMember? Find(SiteId site) => _members.GetValueOrDefault(site);

    /// <summary>Looks at what a site shows.</summary>
    /// <exception cref="RpcException">It is no key, or not the site's own.</exception>
    public static void Check(SiteId site, X509Certificate2 certificate, EnvelopeKey key)
    {
        if (!FederatedSecure.Cryptography.SecureAggregation.RosterMember.TryRead(
            site.Value, certificate, key.Key.Span, key.Signature.Span, out _, out var problem))
        {
            throw Refusals.EnvelopeKeyBad.Because($"The key for shares is not acceptable: {problem}.");
        }
    }

    /// <summary>Takes in what a site shows. The certificate is that of its connection, or the one just issued.</summary>
    /// <exception cref="RpcException">It is no key, or not the site's own.</exception>
    public void Note(SiteId site, X509Certificate2 certificate, EnvelopeKey key)
    {
        Check(site, certificate, key);
        var member = new RosterMember { Site = site.Value, Certificate = ByteString.CopyFrom(certificate.RawData), EnvelopeKey = key };
        lock (_writing)
        {
            if (_members.TryGetValue(site, out var known) && known.Certificate == member.Certificate && known.EnvelopeKey.Key == key.Key)
            {
                return;
            }

            _database.InTransaction((connection, transaction) => connection.Execute(
                "INSERT INTO envelope_keys (site, body) VALUES (@Site, @Body) ON CONFLICT DO UPDATE SET body = @Body",
                new { Site = site.Value, Body = member.ToByteArray() },
                transaction));
            _members[site] = member;
        }
    }
}
