namespace FederatedSecure.Lab.RedTeam;

/// <summary>How `lab redteam` ended, for scripts. Others than those of the rest of the lab: a gate has more to say. Listed in docs/exit-codes.md.</summary>
internal static class RedTeamExit
{
    /// <summary>The gate passes; without a gate, every probe came to an end.</summary>
    public const int Pass = 0;

    /// <summary>At least one rule is FAIL.</summary>
    public const int Fail = 1;

    /// <summary>None fails, but at least one is INVALID; with --strict also where one is INCONCLUSIVE.</summary>
    public const int Undecided = 2;

    /// <summary>The command line, or a file that was given, is wrong.</summary>
    public const int BadInput = 3;

    /// <summary>It broke off: the disk is full, libtorch cannot be loaded, or a fault of this program.</summary>
    public const int Broken = 4;

    /// <summary>Somebody interrupted it; what was finished is kept.</summary>
    public const int Interrupted = 130;
}
