using System.CommandLine;
using System.Text.Json;
using FederatedSecure.Client.Prediction;
using FederatedSecure.Client.Prediction.Log;
using FederatedSecure.Hosting.Commands;

namespace FederatedSecure.Client.Commands;

/// <summary><c>client log verify</c>.</summary>
internal static class LogCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var archived = new Option<bool>("--archived") { Description = "The log's oldest files are kept elsewhere." };
        var verify = new Command("verify", """
            Checks that no line of the prediction log was changed, removed, put in or moved, and that its end is there; names the first bad
            line. Exit code 6 if something is wrong, 5 if there is no log.

            Examples:
              client log verify
              client log verify --archived --json
            """) { data, json, archived };
        verify.SetAction(parsed =>
        {
            var files = new LogFiles(parsed.Directory(data).Predictions);
            if (files.Parts().Count == 0 && !File.Exists(files.Head))
            {
                throw new CommandException(ExitCode.NotFound, $"There is no prediction log in {files.Folder}.", "`client predict` writes one; name another directory with --data.");
            }

            using var keys = PredictionKeys.Read(files.Key);
            var found = LogVerification.Of(files, keys, parsed.GetValue(archived));
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(found, PredictionJson.Default.LogVerification));
            }
            else if (found.Problem is null)
            {
                Console.WriteLine(FormattableString.Invariant($"The log is whole: {found.Lines:N0} lines in {found.Files} files, from line {found.First} on."));
            }

            return found.Problem is null ? ExitCode.Success
                : parsed.GetValue(json) ? ExitCode.BadInput
                : throw new CommandException(ExitCode.BadInput, Describe(found), "The lines before it are good. Compare with a backup, and find out who could write to this directory.");
        });
        return new Command("log", "Checks the prediction log.") { verify };
    }

    private static string Describe(LogVerification found) => found.File is { } file
        ? FormattableString.Invariant($"{file}({found.Line}): {found.Problem}.")
        : FormattableString.Invariant($"After {found.Lines:N0} good lines: {found.Problem}.");
}
