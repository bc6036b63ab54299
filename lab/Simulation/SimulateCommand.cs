using System.CommandLine;
using System.Globalization;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Lab.Simulation.Display;
using FederatedSecure.Lab.Simulation.Grid;
using FederatedSecure.Lab.Simulation.Output;
using FederatedSecure.Lab.Simulation.Scenarios;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using Spectre.Console;

namespace FederatedSecure.Lab.Simulation;

/// <summary>`lab simulate`.</summary>
internal static class SimulateCommand
{
    private static readonly Argument<string> ScenarioFile = new("scenario")
    {
        Description = "The scenario file, or the name of one of the gallery.",
        HelpName = "scenario.json",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Folder for tables, plots and finished runs; simulation-NAME by default. Run again, it goes on where it was.",
        HelpName = "DIR",
    };

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "Threads; all processors by default. Results do not depend on it.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        HelpName = "N",
    };

    private static readonly Option<bool> List = new("--list") { Description = "List the gallery, the attacks and the rules, and do nothing else." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the results as JSON; progress goes to the error stream." };

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1024)
            {
                result.AddError("--threads must be from 1 to 1024.");
            }
        });
        var command = new Command(
            "simulate", """
            Simulates federations under attack: every combination of the rules, attacks and settings of a scenario file, in one process.
            Nothing is encrypted here; where buckets are asked for, rules see their means, as in an encrypted job.

            Examples:
              lab simulate quick
              lab simulate my-scenario.json --out results
              lab simulate --list
            """)
        {
            ScenarioFile, Out, Threads, List, Json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            if (parsed.GetValue(List))
            {
                Console.Out.Write(Gallery.Describe());
                return ExitCode.Success;
            }

            var name = parsed.GetValue(ScenarioFile) ?? throw new CommandException(
                ExitCode.Usage, "Which scenario?", "Name a scenario file, or one of the gallery: lab simulate --list shows it.");
            var file = Gallery.Find(name);
            return Run(
                new SimulationOptions(
                    file, parsed.GetValue(Out) ?? $"simulation-{Path.GetFileNameWithoutExtension(file)}", parsed.GetValue(Threads), parsed.GetValue(Json)),
                cancellation);
        }
        catch (CommandException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return exception.ExitCode;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Console.Error.WriteLine("Interrupted. Finished runs are kept: the same command goes on from there.");
            return ExitCode.Failure;
        }
        catch (Exception exception) when (exception is DataException or TrainingException or ArgumentException)
        {
            Console.Error.WriteLine(exception.Message);
            return ExitCode.Failure;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(exception.Message);
            return ExitCode.Resource;
        }
    }

    private static int Run(SimulationOptions options, CancellationToken cancellation)
    {
        var (source, scenario) = ScenarioFiles.Read(options.ScenarioFile);
        var store = new CellStore(Path.Combine(options.Out, ResultFolder.Cells));
        var run = new SimulationRun(scenario, options.Threads);
        var isLive = !options.Json && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;
        var (results, totals) = isLive
            ? BarSimulationDisplay.Run(AnsiConsole.Console, display => run.Run(store, display, cancellation))
            : run.Run(store, new PlainSimulationDisplay(options.Json ? Console.Error : Console.Out), cancellation);
        var (json, markdown) = ResultFolder.Write(options.Out, source, scenario, results, totals);
        if (options.Json)
        {
            Console.Out.Write(json);
            return ExitCode.Success;
        }

        Console.Out.WriteLine();
        Console.Out.WriteLine(markdown);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{totals.Cells} runs ({totals.Reused} of them finished before), {totals.Rounds:N0} rounds, {totals.SiteTrainings:N0} trainings of sites in {totals.Seconds:F1} seconds on {totals.Threads} threads"));
        Console.Out.WriteLine($"Tables, figures and plots are in {Path.GetFullPath(options.Out)}");
        return ExitCode.Success;
    }
}
