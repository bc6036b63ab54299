using FederatedSecure.Coordinator.Administration;
using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using Grpc.Core;
using Grpc.Core.Interceptors;
using MemberRole = FederatedSecure.Coordinator.Sites.MemberRole;

namespace FederatedSecure.Coordinator.Identity;

/// <summary>Lets each call through to those it is meant for: sites over TLS, administrators over the local socket.</summary>
internal sealed class CallerInterceptor(CallerIdentity identity, SiteRegistry sites) : Interceptor
{
    private static readonly string[] Administration = [JobsService.Descriptor.FullName, SitesService.Descriptor.FullName, ReleasesService.Descriptor.FullName];

    // Judging a model and making it are kept apart: an evaluator has no say in rounds, and a site none in what is released.
    private static readonly string[] Evaluators = [CandidatesService.Descriptor.FullName];

    private static readonly string[] AllMembers =
    [
        EnrolmentService.Descriptor.FullName, SessionsService.Descriptor.FullName, ModelsService.Descriptor.FullName, ReleasedModelsService.Descriptor.FullName,
    ];

    // Whoever has no certificate yet may ask for one; anybody may ask whether the coordinator is well.
    private static readonly string[] Open =
    [
        $"/{EnrolmentService.Descriptor.FullName}/{nameof(EnrolmentService.EnrolmentServiceBase.GetAuthority)}",
        $"/{EnrolmentService.Descriptor.FullName}/{nameof(EnrolmentService.EnrolmentServiceBase.Enrol)}",
        $"/{HealthService.Descriptor.FullName}/{nameof(HealthService.HealthServiceBase.GetHealth)}",
        "/grpc.health.v1.Health/Check",
    ];

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(request, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(requestStream, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(request, responseStream, context);
    }

    private void Admit(ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var isLocal = http.Features.Get<AdministrationConnection>() is not null;
        // "/package.Service/Method"
        var service = context.Method[1..context.Method.LastIndexOf('/')];
        if (Administration.Contains(service))
        {
            if (!isLocal)
            {
                throw Refusals.AdministrationOnly.Because("This call is for administrators, over the coordinator's local socket.");
            }

            return;
        }

        if (Open.Contains(context.Method))
        {
            return;
        }

        if (isLocal)
        {
            throw Refusals.SitesOnly.Because("This call is for sites, with their certificates.");
        }

        var site = identity.Identify(http.Connection.ClientCertificate);
        RequireRole(site, service);
        sites.Seen(site);
        context.UserState[CallerExtensions.Key] = site;
    }

    private void RequireRole(SiteId member, string service)
    {
        if (AllMembers.Contains(service))
        {
            return;
        }

        var isEvaluator = sites.Membership.RoleOf(member) == MemberRole.Evaluator;
        if (isEvaluator && !Evaluators.Contains(service))
        {
            throw Refusals.RoleSites.Because($"{member} was invited as an evaluator, which trains nothing and holds no shares.");
        }

        if (!isEvaluator && Evaluators.Contains(service))
        {
            throw Refusals.RoleEvaluators.Because($"{member} was invited as a site, which has no say in what is released.");
        }
    }
}
