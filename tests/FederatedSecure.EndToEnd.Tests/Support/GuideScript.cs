using System.Text;

namespace FederatedSecure.EndToEnd.Tests.Support;

/// <summary>Makes one shell script of the <c>console</c> blocks of a guide.</summary>
internal static class GuideScript
{
    /// <summary>
    /// What precedes the commands: a failed one ends the script and is told, and whatever runs in the background ends with it.
    /// Publishing takes minutes and needs the package source, so `dotnet publish … -o DIR` links the programs that were
    /// built with this test instead.
    /// </summary>
    private const string Prologue = """
        exec > .guide.log 2>&1 < /dev/null
        set -euo pipefail
        trap 'code=$?; trap "" TERM; kill -- -$$; exit $code' EXIT
        dotnet() { mkdir -p bin; ln -s "$BUILT" "${@: -1}"; }
        set -v

        """;

    public static string Parse(string markdown)
    {
        var script = new StringBuilder(Prologue);
        var inside = false;
        foreach (var line in markdown.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```console";
            }
            else if (inside)
            {
                // A line without a prompt goes on with the command before it, as a here-document does.
                script.Append(line.StartsWith("$ ", StringComparison.Ordinal) ? line[2..] : line).Append('\n');
            }
        }

        return script.ToString();
    }
}
