using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FederatedSecure.Lab.Demo.Display;
using FederatedSecure.Lab.Processes;
using Spectre.Console;

namespace FederatedSecure.Lab.Demo.Attack;

/// <summary>`lab demo --attack`: the same training twice, undefended and defended, side by side.</summary>
internal static class AttackDemo
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<int> RunAsync(DemoOptions options, string attack, CancellationToken cancellation)
    {
        var messages = options.Json ? Console.Error : Console.Out;
        try
        {
            var name = AttackName.Parse(attack);
            if (options.Attackers * 2 >= options.Sites)
            {
                throw new ArgumentException($"{options.Attackers} attackers are no minority of {options.Sites} sites: no rule stands them. Take fewer, or more --sites.");
            }

            var undefended = await RunAsync(options with { Attackers = 0 }, name, options.Attackers, messages, cancellation);
            var defended = await RunAsync(options, name, options.Attackers, messages, cancellation);
            await WriteAsync(options, attack, undefended, defended, cancellation);
            return undefended.Completed && defended.Completed ? 0 : 1;
        }
        catch (ArgumentException exception)
        {
            await Console.Error.WriteLineAsync($"{exception.Message}\n`lab demo --help` has examples.");
            return 2;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await messages.WriteLineAsync("Interrupted; all processes are ended.");
            return 1;
        }
        catch (ChildProcessException exception)
        {
            await Console.Error.WriteLineAsync($"The demo failed: {exception.Message}\nRun it with --keep to have all logs in a directory that stays.");
            return 1;
        }
    }

    private static async Task<AttackOutcome> RunAsync(DemoOptions options, AttackName attack, int attackers, TextWriter messages, CancellationToken cancellation)
    {
        await messages.WriteLineAsync(options.Attackers == 0 ? "Undefended:" : "Defended:");
        bool live = !options.Json && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;
        Task<AttackOutcome> Work(IDemoDisplay display) => new AttackRun(options, attack, attackers, display, TimeProvider.System).RunAsync(cancellation);
        return await (live ? TableDisplay.RunAsync(AnsiConsole.Console, Work) : Work(new PlainDisplay(messages)));
    }

    private static async Task WriteAsync(DemoOptions options, string attack, AttackOutcome undefended, AttackOutcome defended, CancellationToken cancellation)
    {
        var json = JsonSerializer.Serialize(new { attack, attackers = options.Attackers, sites = options.Sites, bucketSize = options.Plain ? 1 : DemoJob.BucketSize, undefended, defended }, Json);
        var rows = Rows(undefended, defended).ToList();
        if (options.Json)
        {
            Console.Out.WriteLine(json);
        }
        else
        {
            var table = new Table().RoundedBorder().AddColumns(Markup.Escape($"{attack}, {options.Attackers} of {options.Sites} sites"), "undefended", "defended");
            rows.ForEach(row => table.AddRow(row.Select(Markup.Escape).ToArray()));
            AnsiConsole.Write(table);
        }

        if (options.Out is { } directory)
        {
            Directory.CreateDirectory(directory);
            var report = new StringBuilder($"# Training under attack: {attack}\n\n{options.Attackers} of {options.Sites} client processes poison.\n\n| | undefended | defended |\n|---|---:|---:|\n");
            rows.ForEach(row => report.Append("| ").AppendJoin(" | ", row).Append(" |\n"));
            await File.WriteAllTextAsync(Path.Combine(directory, "report.md"), report.ToString(), cancellation);
            await File.WriteAllTextAsync(Path.Combine(directory, "summary.json"), json + "\n", cancellation);
        }
    }

    private static IEnumerable<string[]> Rows(AttackOutcome undefended, AttackOutcome defended)
    {
        string[] Row(string name, Func<AttackOutcome, string> value) => [name, value(undefended), value(defended)];
        yield return Row("merged by", run => run.Rule);
        yield return Row("accuracy on the test digits", run => Part(run.Accuracy));
        if (undefended.AttackSuccess is not null || defended.AttackSuccess is not null)
        {
            yield return Row("digits read as the attacker wants", run => Part(run.AttackSuccess));
        }

        yield return Row("inputs with an attacker in them", run => run.BadInputs.ToString(CultureInfo.InvariantCulture));
        yield return Row("their part in the results", run => Part(run.BadShare));
        yield return Row("validation accuracy by round", run => string.Join(" ", run.PerRound.Select(accuracy => accuracy is { } value ? (100 * value).ToString("F0", CultureInfo.InvariantCulture) : "–")));
        yield return Row("seconds", run => run.Seconds.ToString("F0", CultureInfo.InvariantCulture));
    }

    private static string Part(double? value) => value is { } part ? part.ToString("P1", CultureInfo.InvariantCulture) : "–";
}
