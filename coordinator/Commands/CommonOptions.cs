using System.CommandLine;

namespace FederatedSecure.Coordinator.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<string> Data() => new("--data")
    {
        Description = "The coordinator's data directory.",
        DefaultValueFactory = _ => "coordinator-data",
    };

    public static Option<bool> Json() => new("--json") { Description = "Write JSON, for scripts." };

    public static Argument<string> Job() => new("job") { Description = "The job's identifier, as `coordinator job submit` printed it." };
}
