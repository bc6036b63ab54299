using FederatedSecure.Rounds;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Identity;

/// <summary>Who calls.</summary>
internal static class CallerExtensions
{
    internal const string Key = "federated.site";

    /// <summary>The calling site, which <see cref="CallerInterceptor"/> has identified.</summary>
    public static SiteId CallingSite(this ServerCallContext context) => (SiteId)context.UserState[Key];
}
