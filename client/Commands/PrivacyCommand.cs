using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Policy;
using FederatedSecure.Client.Privacy;
using FederatedSecure.Client.Work;
using FederatedSecure.Hosting.Commands;
using Spectre.Console;

namespace FederatedSecure.Client.Commands;

/// <summary><c>client privacy</c>.</summary>
internal static class PrivacyCommand
{
    private const int BarWidth = 40;
    private const int RowsShown = 20;
    private const int LongestLabel = 40;

    public static Command Create()
    {
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var svg = new Option<string?>("--svg") { Description = "Also draws ε over the rounds into this file.", HelpName = "FILE" };
        var command = new Command("privacy", """
            Tells what each data set has spent of its privacy budget, by job and over the rounds, and what is left. And, apart from that, what
            jobs with noise in shares tell about this site as a whole.

            Examples:
              client privacy
              client privacy --svg spent.svg
            """) { data, json, svg };
        command.SetAction(parsed =>
        {
            var directory = parsed.Directory(data);
            var policy = PolicyFile.Read(directory.PolicyFile);
            var sets = Read(directory, policy);
            var sites = SiteLevelSpending.Of(Journal.Read(directory));
            if (parsed.GetValue(json))
            {
                WriteJson(sets, sites);
            }
            else
            {
                Write(sets);
                Write(sites);
            }

            if (parsed.GetValue(svg) is { } file)
            {
                File.WriteAllText(file, SpendingPlot.Svg(sets));
                AnsiConsole.MarkupLineInterpolated($"Drawn into {file}");
            }

            return ExitCode.Success;
        });
        command.Add(Declare());
        return command;
    }

    private static Command Declare()
    {
        var data = CommonOptions.Data();
        var set = new Option<string>("--set") { Description = "Name of the data set.", Required = true };
        var epsilon = new Option<double>("--epsilon") { Description = "ε that was spent.", Required = true };
        var delta = new Option<double>("--spent-delta") { Description = "δ that belongs to it.", Required = true };
        var reason = new Option<string>("--reason") { Description = "What it was spent on, for those who read the ledger.", DefaultValueFactory = _ => "declared by the operator" };
        var command = new Command("declare", """
            Writes down what a data set has spent elsewhere, or what a lost ledger said. It counts from then on, and cannot be taken back.

            Example:
              client privacy declare --set mnist --epsilon 3 --spent-delta 1e-6 --reason "published statistics"
            """) { data, set, epsilon, delta, reason };
        command.SetAction(parsed =>
        {
            var directory = parsed.Directory(data);
            var (spent, name) = (new PrivacyBudget(parsed.GetValue(epsilon), parsed.GetValue(delta)), parsed.GetValue(set)!);
            if (!(spent.Epsilon is >= 0 and <= 1e9) || !(spent.Delta is >= 0 and < 1))
            {
                throw new CommandException(ExitCode.Usage, "ε is at least 0, and δ at least 0 and below 1.", "For example --epsilon 3 --spent-delta 1e-6.");
            }

            using var ledger = PrivacyLedger.Open(directory, mustExist: false);
            ledger.Append(new LedgerEntry(TimeProvider.System.GetUtcNow(), name, "", parsed.GetValue(reason)!, 0, 0, null, 0, spent));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\"{name}\" has spent ε = {spent.Epsilon} at δ = {spent.Delta} more."));
            return ExitCode.Success;
        });
        return command;
    }

    private static ImmutableArray<DataSetSpending> Read(ClientDirectory directory, SitePolicy policy)
    {
        using var journal = new Journal(directory);
        using var ledger = PrivacyLedger.Open(directory, journal.HasSpent);
        var names = ledger.Entries.Select(entry => entry.DataSet).Concat(DataSets.Read(directory).Keys).Distinct().Order(StringComparer.Ordinal);
        return [.. names.Select(name => DataSetSpending.Of(name, policy.BudgetOf(name), [.. ledger.Entries.Where(entry => entry.DataSet == name)]))];
    }

    private static void Write(ImmutableArray<DataSetSpending> sets)
    {
        foreach (var set in sets)
        {
            var budget = set.Budget;
            Console.WriteLine(budget is null
                ? $"{set.Name}: the policy gives it no privacy budget"
                : string.Create(CultureInfo.InvariantCulture, $"{set.Name}: ε = {set.Epsilon:F3} of {budget.Epsilon:G4} spent at δ = {budget.Delta:G2}, {Math.Max(0, budget.Epsilon - set.Epsilon):F3} left"));
            if (set.Jobs.IsEmpty)
            {
                continue;
            }

            var table = new Table().Border(TableBorder.Rounded).AddColumns("Job", "Trainings", "Steps", "Noise multiplier", "Sampling rate", "Records", "ε of the job alone", "From (UTC)");
            foreach (var job in set.Jobs)
            {
                table.AddRow(
                    Markup.Escape(job.Name),
                    Count(job.Trainings),
                    Count(job.Steps),
                    job.NoiseMultipliers,
                    job.SamplingRates,
                    Count(job.Records),
                    job.Epsilon.ToString("F3", CultureInfo.InvariantCulture),
                    job.From.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
            }

            AnsiConsole.Write(table);
            WriteCurve(set);
            foreach (var warning in set.Warnings)
            {
                Console.WriteLine($"  {warning}");
            }
        }

        if (sets.IsEmpty)
        {
            Console.WriteLine("There is no data set, and nothing was spent. Name one with `client data add`.");
        }
    }

    private static void Write(ImmutableArray<SiteLevelSpending> jobs)
    {
        if (jobs.IsEmpty)
        {
            return;
        }

        Console.WriteLine("\nThis site as a whole, by noise in shares (not part of the budgets above, which are about single records):");
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Job", "Rounds", "ε so far", "ε promised", "δ", "Noise", "This site's, to clip", "Shares counted on");
        foreach (var job in jobs)
        {
            table.AddRow(
                Markup.Escape(job.Name),
                string.Create(CultureInfo.InvariantCulture, $"{job.Rounds:N0} of {job.Noise.BudgetedRounds:N0}"),
                job.Epsilon.ToString("F3", CultureInfo.InvariantCulture),
                job.Noise.Epsilon.ToString("G4", CultureInfo.InvariantCulture),
                job.Noise.Delta.ToString("G2", CultureInfo.InvariantCulture),
                SiteLevelSpending.MechanismOf(job.Noise),
                (job.Noise.Deviation / job.Noise.ClipNorm).ToString("G4", CultureInfo.InvariantCulture),
                (job.Noise.BucketSize - job.Noise.Colluding).ToString(CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
    }

    /// <summary>What was declared has neither trainings nor records.</summary>
    private static string Count(long number) => number == 0 ? "–" : number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The last trainings as bars: of the budget, or of all that was spent where there is none.</summary>
    private static void WriteCurve(DataSetSpending set)
    {
        var points = set.Curve.TakeLast(RowsShown).ToList();
        var labels = points.ConvertAll(point => point.Label.Length > LongestLabel ? $"{point.Label[..(LongestLabel - 1)]}…" : point.Label);
        var (width, whole) = (labels.Max(label => label.Length), set.Budget?.Epsilon ?? set.Epsilon);
        Console.WriteLine(set.Budget is null ? "  ε after …" : string.Create(CultureInfo.InvariantCulture, $"  ε after … (the whole bar is the budget, {whole:G4})"));
        foreach (var (point, label) in points.Zip(labels))
        {
            var part = double.IsFinite(point.Epsilon) ? Math.Clamp(point.Epsilon / whole, 0, 1) : 1;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {label.PadRight(width)} {new string('█', (int)Math.Round(part * BarWidth)).PadRight(BarWidth, '·')} {(double.IsFinite(point.Epsilon) ? point.Epsilon.ToString("F3", CultureInfo.InvariantCulture) : "not bounded")}"));
        }
    }

    /// <summary>An object with the records of every data set, and the site as a whole.</summary>
    private static void WriteJson(ImmutableArray<DataSetSpending> sets, ImmutableArray<SiteLevelSpending> sites)
    {
        using var stream = Console.OpenStandardOutput();
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteStartArray("records");
        foreach (var set in sets)
        {
            set.WriteJson(writer);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("wholeSite");
        foreach (var job in sites)
        {
            job.WriteJson(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
