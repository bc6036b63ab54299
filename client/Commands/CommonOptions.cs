using System.CommandLine;
using FederatedSecure.Client.Configuration;

namespace FederatedSecure.Client.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<string> Data() => new("--data")
    {
        Description = "The site's directory.",
        DefaultValueFactory = _ => "client-data",
    };

    public static Option<bool> Json() => new("--json") { Description = "Write JSON, for scripts." };

    public static ClientDirectory Directory(this ParseResult parsed, Option<string> option) => new(parsed.GetValue(option)!);
}
