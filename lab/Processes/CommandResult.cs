using System.Collections.Immutable;

namespace FederatedSecure.Lab.Processes;

/// <summary>What a finished command answered.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Output">Lines of the output stream.</param>
/// <param name="Errors">Lines of the error stream.</param>
public sealed record CommandResult(int ExitCode, ImmutableArray<string> Output, ImmutableArray<string> Errors)
{
    /// <summary>The output stream as one text.</summary>
    public string Text => string.Join('\n', Output);
}
