using FederatedSecure.Coordinator.Enrolment;
using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Identity;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Sites;

/// <summary>Membership administration.</summary>
internal sealed partial class SitesEndpoint(
    TrustAnchors anchors,
    InviteStore invites,
    SiteRegistry sites,
    CoordinatorOptions options,
    TimeProvider time,
    ILogger<SitesEndpoint> logger) : SitesService.SitesServiceBase
{
    private static readonly TimeSpan ShortestInvite = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInvite = TimeSpan.FromDays(30);

    public override Task<CreateInviteResponse> CreateInvite(CreateInviteRequest request, ServerCallContext context)
    {
        var authority = anchors.BuiltIn ?? throw Refusals.InvitesOff.Because("This coordinator issues no certificates itself, so it has no invites.");
        if (!SiteId.TryParse(request.Site, out var site))
        {
            throw Refusals.SiteNameBad.Because($"\"{request.Site}\" is no name for a site: {SiteId.Rule}.");
        }

        var role = MemberRoles.Read(request.Role);
        if (sites.RoleOf(site) is { } known && known != role)
        {
            throw MemberRoles.OtherThan(site, known);
        }

        var lifetime = TimeSpan.FromSeconds(Math.Clamp((double)request.LifetimeSeconds, ShortestInvite.TotalSeconds, LongestInvite.TotalSeconds));
        var address = options.Address;
        if (request.Address.Length > 0 && (!Uri.TryCreate(request.Address, UriKind.Absolute, out address) || address.Scheme != Uri.UriSchemeHttps))
        {
            throw Refusals.InviteAddressBad.Because($"\"{request.Address}\" is no address that a site could connect to.");
        }

        var expiresAt = time.GetUtcNow() + lifetime;
        var invite = new Invite(site.Value, address, authority.Fingerprint, invites.Create(site, role, expiresAt), expiresAt);
        Invited(logger, site, expiresAt);
        return Task.FromResult(new CreateInviteResponse { Invite = invite.Encode(), ExpiresAt = expiresAt.ToUnixTimeSeconds() });
    }

    public override Task<ListSitesResponse> ListSites(ListSitesRequest request, ServerCallContext context)
    {
        var response = new ListSitesResponse();
        response.Sites.AddRange(sites.List().Select(row => new SiteSummary
        {
            Site = row.Name,
            Status = row.IsRevoked ? SiteStatus.Revoked : row.IsInvited ? SiteStatus.Invited : SiteStatus.Active,
            Fingerprint = row.Fingerprint,
            LastSeenAt = row.LastSeenAt,
            ExpiresAt = row.ExpiresAt,
            Version = row.Version,
            DataSets = { row.DataSets },
            LastProblem = row.Problem,
            Role = row.Role == MemberRole.Evaluator ? Protos.V1.MemberRole.Evaluator : Protos.V1.MemberRole.Site,
        }));
        return Task.FromResult(response);
    }

    public override Task<RevokeSiteResponse> RevokeSite(RevokeSiteRequest request, ServerCallContext context)
    {
        if (!SiteId.TryParse(request.Site, out var site) || !sites.Revoke(site, evenUnknown: anchors.BuiltIn is null))
        {
            throw Refusals.SiteUnknown.Because($"There is no site \"{request.Site}\".");
        }

        Revoked(logger, site);
        return Task.FromResult(new RevokeSiteResponse());
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "{Site} was invited until {ExpiresAt:u}")]
    private static partial void Invited(ILogger logger, SiteId site, DateTimeOffset expiresAt);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Information, Message = "{Site} was revoked")]
    private static partial void Revoked(ILogger logger, SiteId site);
}
