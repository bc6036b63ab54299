namespace FederatedSecure.Hosting.Commands;

/// <summary>How a command ended, for scripts. Listed in docs/exit-codes.md.</summary>
public static class ExitCode
{
    /// <summary>It worked.</summary>
    public const int Success = 0;

    /// <summary>It failed for a reason that the message tells.</summary>
    public const int Failure = 1;

    /// <summary>The command line was wrong.</summary>
    public const int Usage = 2;

    /// <summary>The other side could not be reached.</summary>
    public const int Unreachable = 3;

    /// <summary>The other side, or a policy, said no.</summary>
    public const int Refused = 4;

    /// <summary>What was asked for does not exist.</summary>
    public const int NotFound = 5;

    /// <summary>A file that was given is wrong.</summary>
    public const int BadInput = 6;

    /// <summary>A port, a directory, a lock or disk space is not to be had.</summary>
    public const int Resource = 7;

    /// <summary>All codes and their meanings, for the documentation.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Success, "It worked."),
        (Failure, "It failed; the message tells why."),
        (Usage, "The command line was wrong; `--help` shows how."),
        (Unreachable, "The other side could not be reached."),
        (Refused, "The other side, or a policy, said no."),
        (NotFound, "What was asked for does not exist."),
        (BadInput, "A file that was given is wrong; the message names the place."),
        (Resource, "A port, a directory, a lock or disk space is not to be had."),
    ];
}
