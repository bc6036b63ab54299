using System.Collections.Concurrent;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using Spectre.Console;

namespace FederatedSecure.Lab.Accuracy;

/// <summary>`lab accuracy`.</summary>
internal static class AccuracyCommand
{
    private static readonly AccuracyOptions Defaults = new();

    private static readonly Option<string[]> Epsilons = new("--epsilons")
    {
        Description = "The ε of the rows, each from 0.1 to 1000, or \"inf\" for training without privacy.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["1", "3", "8", "inf"],
        HelpName = "E",
    };

    private static readonly Option<string?> Only = new("--only") { Description = "Train in one way only: central or federated.", HelpName = "WAY" };
    private static readonly Option<int> Sites = new("--sites") { Description = "Sites of the federated rows, 2 to 64.", DefaultValueFactory = _ => Defaults.Sites };
    private static readonly Option<double> Alpha = new("--alpha") { Description = "Concentration of the Dirichlet split, above 0.", DefaultValueFactory = _ => Defaults.Alpha };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Seed of the split, of the initial model, of batches and of noise.", DefaultValueFactory = _ => Defaults.Seed };
    private static readonly Option<int?> Epochs = new("--epochs") { Description = "Passes over the records in all, instead of the tuned number.", HelpName = "N" };
    private static readonly Option<int?> LocalEpochs = new("--local-epochs") { Description = "Passes in a round of the federated rows, instead of the tuned number.", HelpName = "N" };
    private static readonly Option<int?> BatchSize = new("--batch-size") { Description = "Expected records of a batch, instead of the tuned number.", HelpName = "N" };
    private static readonly Option<double?> LearningRate = new("--learning-rate") { Description = "Step size, instead of the tuned one.", HelpName = "X" };
    private static readonly Option<double?> Momentum = new("--momentum") { Description = "Momentum at a site, 0 to below 1, instead of the tuned one.", HelpName = "X" };
    private static readonly Option<double?> ClipNorm = new("--clip") { Description = "Clipping norm, above 0, instead of the tuned one.", HelpName = "X" };
    private static readonly Option<double?> ServerMomentum = new("--server-momentum") { Description = "Momentum of the server, 0 to below 1, instead of the tuned one.", HelpName = "X" };
    private static readonly Option<string?> Model = new("--model") { Description = "A file with another model, see docs/model-spec.md.", HelpName = "FILE" };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the table as JSON; progress goes to the error stream." };
    private static readonly Option<string?> Out = new("--out") { Description = "Also writes the table into this file, in Markdown.", HelpName = "FILE" };

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Only.AcceptOnlyFromAmong("central", "federated");
        Require(Sites, value => value is >= 2 and <= 64, "--sites must be from 2 to 64.");
        Require(Alpha, value => value is > 0 and <= 1e6, "--alpha must be above 0 and at most 1000000; 0.5 is a usual choice.");
        foreach (var count in new[] { Epochs, LocalEpochs, BatchSize })
        {
            Require(count, value => value is null or (>= 1 and <= 100_000), $"{count.Name} must be a whole number from 1 to 100000.");
        }

        foreach (var positive in new[] { LearningRate, ClipNorm })
        {
            Require(positive, value => value is null or (> 0 and <= 1e6), $"{positive.Name} must be above 0 and at most 1000000.");
        }

        foreach (var momentum in new[] { Momentum, ServerMomentum })
        {
            Require(momentum, value => value is null or (>= 0 and < 1), $"{momentum.Name} must be at least 0 and below 1.");
        }

        Require(Epsilons, values => values is not null && values.All(text => Parse(text) is not null), "--epsilons takes numbers from 0.1 to 1000 and \"inf\", for example --epsilons 1 8 inf.");
        var command = new Command("accuracy", """
            Trains a network on MNIST digits under several ε, with all records in one place and dealt out to sites, and prints what accuracy is
            left. Everything happens in this process; the noise comes from a seeded generator, so that the table can be repeated. Takes some
            minutes; Ctrl-C prints the rows so far.

            Examples:
              lab accuracy
              lab accuracy --epsilons 3 --only central --epochs 60 --batch-size 2048
              lab accuracy --json > accuracy.json
            """)
        {
            Epsilons, Only, Sites, Alpha, Seed, Epochs, LocalEpochs, BatchSize, LearningRate, Momentum, ClipNorm, ServerMomentum, Model, Json, Out,
        };
        command.SetAction((result, cancellation) => Task.Run(() => Run(Read(result), result.GetValue(Json), result.GetValue(Out), cancellation), CancellationToken.None));
        return command;
    }

    private static AccuracyOptions Read(ParseResult result) => new()
    {
        Epsilons = [.. result.GetValue(Epsilons)!.Select(text => Parse(text)!.Value)],
        Only = result.GetValue(Only),
        Model = result.GetValue(Model),
        Sites = result.GetValue(Sites),
        Alpha = result.GetValue(Alpha),
        Seed = result.GetValue(Seed),
        Epochs = result.GetValue(Epochs),
        LocalEpochs = result.GetValue(LocalEpochs),
        BatchSize = result.GetValue(BatchSize),
        LearningRate = result.GetValue(LearningRate),
        Momentum = result.GetValue(Momentum),
        ClipNorm = result.GetValue(ClipNorm),
        ServerMomentum = result.GetValue(ServerMomentum),
    };

    private static int Run(AccuracyOptions options, bool json, string? file, CancellationToken cancellation)
    {
        AccuracyRun run;
        try
        {
            run = new AccuracyRun(options, TimeProvider.System);
        }
        catch (Exception exception) when (exception is ModelSpecException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The model cannot be used: {exception.Message}");
            return ExitCode.BadInput;
        }

        var cases = run.Cases.ToList();
        var rows = new AccuracyRow?[cases.Count];
        try
        {
            // One thread for each model; the longest first, so that none is left over at the end.
            Parallel.ForEach(
                Partitioner.Create(Enumerable.Range(0, cases.Count).Reverse(), EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
                i => rows[i] = Train(run, cases[i], $"{i + 1}/{cases.Count}", cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Console.Error.WriteLine("Interrupted: the table has the models that were ready.");
        }

        var table = new AccuracyTable(run.Records, run.TestRecords, run.SiteRecords, run.Parameters, options.Delta, options.Seed, [.. rows.OfType<AccuracyRow>()]);
        if (file is not null)
        {
            File.WriteAllText(file, table.ToMarkdown());
        }

        Print(table, json);
        return table.Rows.Length == cases.Count ? 0 : 1;
    }

    /// <summary>Trains one model, and says how it went; null if that led to nothing.</summary>
    private static AccuracyRow? Train(AccuracyRun run, (double Epsilon, bool Federated) one, string number, CancellationToken cancellation)
    {
        var epsilon = double.IsPositiveInfinity(one.Epsilon) ? "∞" : one.Epsilon.ToString("G4", CultureInfo.InvariantCulture);
        var name = $"{number} {AccuracyRun.NameOf(one.Federated)}, ε = {epsilon}";
        try
        {
            var row = run.Train(one.Epsilon, one.Federated, new ProgressLine(name, Console.Error), cancellation);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {row.Accuracy:P1} after {row.Seconds:F0} s"));
            return row;
        }
        catch (Exception exception) when (exception is TrainingException or ArgumentException)
        {
            Console.Error.WriteLine($"{name}: {exception.Message}");
            return null;
        }
    }

    private static void Print(AccuracyTable table, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(table.ToJson());
            return;
        }

        if (Console.IsOutputRedirected)
        {
            Console.Out.Write(table.ToMarkdown());
            return;
        }

        var shown = new Table().RoundedBorder().AddColumns([.. AccuracyTable.Columns]);
        foreach (var row in table.Rows)
        {
            shown.AddRow([.. AccuracyTable.Cells(row).Select(Markup.Escape)]);
        }

        AnsiConsole.Write(shown);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{table.Records:N0} training digits, {table.SiteRecords.Min():N0} to {table.SiteRecords.Max():N0} at each of {table.SiteRecords.Length} sites; {table.TestRecords:N0} test digits; {table.Parameters:N0} parameters; δ = {table.Delta:G2}; seed {table.Seed}."));
        Console.Out.WriteLine("The settings were tuned on these digits, which no ε here accounts for.");
    }

    private static double? Parse(string text) => text is "inf" or "∞" ? double.PositiveInfinity
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0.1 and <= 1000 ? value
        : null;

    private static void Require<T>(Option<T> option, Func<T?, bool> holds, string message) => option.Validators.Add((OptionResult result) =>
    {
        if (!holds(result.GetValueOrDefault<T>()))
        {
            result.AddError(message);
        }
    });
}
