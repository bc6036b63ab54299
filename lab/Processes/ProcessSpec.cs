using System.Collections.Immutable;

namespace FederatedSecure.Lab.Processes;

/// <summary>A child process to start.</summary>
/// <param name="Name">What messages call it, for example "site-3".</param>
/// <param name="Program">Which of this solution's programs.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="LogFile">File that receives everything it writes, appended; null to keep it in memory only.</param>
public sealed record ProcessSpec(string Name, ProgramFile Program, ImmutableArray<string> Arguments, string? LogFile = null)
{
    /// <summary>Directory to run in; null for the present one.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Environment variables on top of the present ones.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;
}
