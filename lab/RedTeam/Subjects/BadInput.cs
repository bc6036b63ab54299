using FederatedSecure.Hosting.Commands;

namespace FederatedSecure.Lab.RedTeam.Subjects;

/// <summary>Refusals of what was given on the command line.</summary>
internal static class BadInput
{
    public static CommandException Of(string problem, string? remedy = null, Exception? inner = null) => new(RedTeamExit.BadInput, problem, remedy, inner);
}
