using System.CommandLine;
using System.Text;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Policy;
using FederatedSecure.Client.Sanitization;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Learning.Data;
using Spectre.Console;

namespace FederatedSecure.Client.Commands;

/// <summary><c>client data sanitize</c>.</summary>
internal static class SanitizeCommand
{
    private const int RowsShown = 20;

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The data set." };
        var isPrivate = new Option<bool>("--private") { Description = "As for a job with differential privacy, in which checks that depend on other records are left undone." };
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("sanitize", """
            Shows which records the policy would leave out of training, and why. Changes nothing. A job holds back its validation records first,
            so that its own figures differ a little. Exit code 4 if more would be left out than the policy allows.

            Examples:
              client data sanitize mails
              client data sanitize mails --private --json
            """) { name, isPrivate, data, json };
        command.SetAction(parsed =>
        {
            var (directory, set) = (parsed.Directory(data), parsed.GetValue(name)!);
            var source = DataSets.Read(directory).GetValueOrDefault(set)
                ?? throw new CommandException(ExitCode.NotFound, $"There is no data set \"{set}\".", "`client data list` lists them.");
            var rules = PolicyFile.Read(directory.PolicyFile).SanitizationOf(set)?.For(parsed.GetValue(isPrivate))
                ?? throw new CommandException(
                    ExitCode.NotFound, $"The policy says nothing about what is left out of \"{set}\".", "Add \"sanitization\" to policy.json: docs/operator-guide.md shows how.");
            var report = Run(source, directory, rules);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(Encoding.UTF8.GetString(report.ToJson()));
            }
            else
            {
                Write(report, rules);
            }

            return report.Removed.Length <= rules.MaximumRemoved * report.Records && report.Kept.Length > 0 ? ExitCode.Success : ExitCode.Refused;
        });
        return command;
    }

    private static SanitizationReport Run(DataSource source, ClientDirectory directory, SanitizationRules rules)
    {
        try
        {
            var read = DataReader.Read(source, directory.Root);
            return Sanitizer.Run(read, [.. Enumerable.Range(0, read.Count)], rules);
        }
        catch (DataException exception)
        {
            throw new CommandException(ExitCode.BadInput, exception.Message, "Correct the data or the policy; `client data check` lists what is wrong with data.", exception);
        }
    }

    private static void Write(SanitizationReport report, SanitizationRules rules)
    {
        Console.WriteLine(FormattableString.Invariant(
            $"{report.Removed.Length:N0} of {report.Records:N0} records would be left out ({report.RemovedPart:P1}; the policy allows {rules.MaximumRemoved:P1})."));
        if (report.Removed.Length > 0)
        {
            var table = new Table().Border(TableBorder.Rounded).AddColumns("Record", "Check", "Reason");
            foreach (var removed in report.Removed.Take(RowsShown))
            {
                table.AddRow(FormattableString.Invariant($"{removed.Record}"), removed.Check, Markup.Escape(removed.Reason));
            }

            AnsiConsole.Write(table);
            if (report.Removed.Length > RowsShown)
            {
                Console.WriteLine(FormattableString.Invariant($"… and {report.Removed.Length - RowsShown:N0} more; --json lists all."));
            }
        }

        foreach (var undone in report.LeftUndone)
        {
            Console.WriteLine($"Left undone: {undone}.");
        }
    }
}
