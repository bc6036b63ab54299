using System.CommandLine;
using System.Globalization;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Learning.Data;
using Spectre.Console;

namespace FederatedSecure.Client.Commands;

/// <summary><c>client data …</c>.</summary>
internal static class DataCommands
{
    private const int ColumnsShown = 20;

    public static Command Create() => new("data", "Names, lists and checks data sets.") { Add(), List(), Remove(), Check(), SanitizeCommand.Create() };

    private static Command Add()
    {
        var name = new Argument<string>("name") { Description = "The name that jobs use: a-z, 0-9 and inner hyphens." };
        var source = new SourceOptions();
        var data = CommonOptions.Data();
        var command = new Command("add", """
            Gives files of this site a name that jobs can use. Only the name ever leaves the site.

            Examples:
              client data add mails --kind csv --path mails.csv.gz --schema mails.schema.json
              client data add digits --kind idx --path train-images.gz --labels train-labels.gz
              client data add scans --kind images --path scans
            """) { name, data };
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            var set = parsed.GetValue(name)!;
            if (!IsName(set))
            {
                throw new CommandException(ExitCode.Usage, $"\"{set}\" is no name for a data set.", "Use 1 to 63 characters of a-z, 0-9 and inner hyphens.");
            }

            var directory = parsed.Directory(data);
            ClientIdentity.Read(directory);
            var sets = DataSets.Read(directory);
            sets[set] = source.Read(parsed);
            DataSets.Write(directory, sets);
            Console.WriteLine($"{set} is {sets[set].Path}. Check it: client data check {set} --data {directory.Root}");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command List()
    {
        var data = CommonOptions.Data();
        var command = new Command("list", """
            Lists this site's data sets.

            Example:
              client data list
            """) { data };
        command.SetAction(parsed =>
        {
            var table = new Table().Border(TableBorder.Rounded).AddColumns("Name", "Kind", "Path", "Labels or schema");
            foreach (var (name, set) in DataSets.Read(parsed.Directory(data)).OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                table.AddRow(name, set.Kind, Markup.Escape(set.Path), Markup.Escape(set.Labels ?? set.Schema ?? ""));
            }

            AnsiConsole.Write(table);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Remove()
    {
        var name = new Argument<string>("name") { Description = "The data set whose name is taken back." };
        var data = CommonOptions.Data();
        var command = new Command("remove", """
            Takes a name back. The files stay.

            Example:
              client data remove mails
            """) { name, data };
        command.SetAction(parsed =>
        {
            var directory = parsed.Directory(data);
            var sets = DataSets.Read(directory);
            if (!sets.Remove(parsed.GetValue(name)!))
            {
                throw new CommandException(ExitCode.NotFound, $"There is no data set \"{parsed.GetValue(name)}\".", "`client data list` lists them.");
            }

            DataSets.Write(directory, sets);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Check()
    {
        var target = new Argument<string>("file") { Description = "A data set's name, or a file or folder." };
        var source = new SourceOptions(isOptional: true);
        var data = CommonOptions.Data();
        var command = new Command("check", """
            Reads a data set as training will, and tells what is in it and what is wrong with it, with line numbers.
            Exit code 6 if it cannot be trained on.

            Examples:
              client data check mails
              client data check mails.csv --schema mails.schema.json
            """) { target, data };
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            var directory = parsed.Directory(data);
            var given = parsed.GetValue(target)!;
            var known = DataSets.Read(directory).GetValueOrDefault(given);
            var report = DataCheck.Run(known ?? source.Guess(parsed, given), known is null ? "." : directory.Root);
            Write(report);
            return report.IsUsable ? ExitCode.Success : ExitCode.BadInput;
        });
        return command;
    }

    private static void Write(DataReport report)
    {
        Console.WriteLine($"{report.Records:N0} records of shape [{string.Join(", ", report.FeatureShape)}]");
        if (report.Classes.Length > 0)
        {
            var classes = new Table().Border(TableBorder.Rounded).AddColumns("Class", "Records", "Part");
            foreach (var (name, count) in report.Classes)
            {
                classes.AddRow(Markup.Escape(name), $"{count:N0}", ((double)count / report.Records).ToString("P1", CultureInfo.InvariantCulture));
            }

            AnsiConsole.Write(classes);
        }

        if (report.Columns.Length > 0)
        {
            var columns = new Table().Border(TableBorder.Rounded).AddColumns("Feature", "Minimum", "Maximum", "Mean", "Deviation");
            foreach (var column in report.Columns.Take(ColumnsShown))
            {
                columns.AddRow(Markup.Escape(column.Name), Show(column.Minimum), Show(column.Maximum), Show(column.Mean), Show(column.Deviation));
            }

            AnsiConsole.Write(columns);
            if (report.Columns.Length > ColumnsShown)
            {
                Console.WriteLine($"… and {report.Columns.Length - ColumnsShown} more features");
            }
        }

        foreach (var finding in report.Findings)
        {
            Console.WriteLine($"{(finding.Severity == DataSeverity.Error ? "error" : "warning")}: {finding}");
        }

        Console.WriteLine(report.IsUsable ? "Ready for training." : "Not usable: correct the errors above.");
    }

    private static string Show(double number) => number.ToString("G5", CultureInfo.InvariantCulture);

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 63 && text[0] != '-' && text[^1] != '-' && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
