using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Rounds;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Sites;

/// <summary>Roles as they are stored and sent.</summary>
internal static class MemberRoles
{
    private const string Site = "site";
    private const string Evaluator = "evaluator";

    /// <summary>The name under which a role is stored.</summary>
    public static string NameOf(MemberRole role) => role == MemberRole.Evaluator ? Evaluator : Site;

    /// <summary>The role of a stored name.</summary>
    /// <exception cref="InvalidDataException">It is none: a later version wrote it.</exception>
    public static MemberRole Of(string name) => name switch
    {
        Site => MemberRole.Site,
        Evaluator => MemberRole.Evaluator,
        _ => throw new InvalidDataException($"The database has a member of the role \"{name}\", which this version does not know."),
    };

    /// <summary>What an invite asks for.</summary>
    /// <exception cref="RpcException">It is no role.</exception>
    public static MemberRole Read(Protos.V1.MemberRole role) => role switch
    {
        Protos.V1.MemberRole.Unspecified or Protos.V1.MemberRole.Site => MemberRole.Site,
        Protos.V1.MemberRole.Evaluator => MemberRole.Evaluator,
        _ => throw Refusals.RequestBad.Because($"There is no role {role}."),
    };

    /// <summary>The refusal of a name that is taken for something else.</summary>
    public static RpcException OtherThan(SiteId name, MemberRole known) =>
        Refusals.InviteOtherRole.Because($"{name} is the name of {(known == MemberRole.Evaluator ? "an evaluator" : "a site")}.");
}
