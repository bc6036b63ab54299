using System.CommandLine;
using System.Globalization;
using FederatedSecure.Lab.Demo.Attack;
using FederatedSecure.Lab.Demo.Display;
using FederatedSecure.Lab.Federation;
using FederatedSecure.Lab.Processes;
using Grpc.Core;
using Spectre.Console;

namespace FederatedSecure.Lab.Demo;

/// <summary>`lab demo`.</summary>
internal static class DemoCommand
{
    private static readonly DemoOptions Defaults = new();

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Directory for report.md, summary.json, job.json and model.safetensors.",
        HelpName = "DIR",
    };

    private static readonly Option<int> Sites = Number("--sites", "Client processes, 3 to 32.", Defaults.Sites, 3, 32);
    private static readonly Option<int> Rounds = Number("--rounds", "Rounds of training, 3 to 1000.", Defaults.Rounds, 3, 1000);

    private static readonly Option<double> Alpha = new("--alpha")
    {
        Description = "Concentration of the Dirichlet split, above 0: the smaller, the more the sites differ.",
        DefaultValueFactory = _ => Defaults.Alpha,
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "Seed of the split and of the initial model.",
        DefaultValueFactory = _ => Defaults.Seed,
    };

    private static readonly Option<double?> MinimumAccuracy = new("--minimum-accuracy")
    {
        Description = string.Create(
            CultureInfo.InvariantCulture,
            $"Accuracy on the test digits below which the demo fails, 0 to 1; {Defaults.MinimumAccuracy} by default, {DemoOptions.MinimumPrivateAccuracy} with --epsilon."),
    };

    private static readonly Option<bool> Plain = new("--plain")
    {
        Description = "Let the coordinator read every update, instead of opening nothing but sums over buckets of sites.",
    };

    private static readonly Option<double?> Epsilon = new("--epsilon")
    {
        Description = "Train with differential privacy (DP-SGD): ε that the job may cost one digit of a site, at δ = 1e-5.",
        HelpName = "E",
    };

    private static readonly Option<string?> Attack = new("--attack")
    {
        Description = "Let some of the clients poison, and train twice: without a defence and with one. Any attack of `lab simulate`, for example alie, ipm or backdoor; parameters follow as in ipm:epsilon=10.",
        HelpName = "NAME",
    };

    private static readonly Option<int> Attackers = Number("--attackers", "Clients that poison, with --attack: nine sites make three buckets, of which one may be bad.", 1, 1, 15);

    private static readonly Option<bool> NoGate = new("--no-gate")
    {
        Description = "Leave the release gate out: no evaluator, no poisoned candidate at the start, no attacks on the trained model at the end.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the summary as JSON; progress goes to the error stream." };
    private static readonly Option<bool> Keep = new("--keep") { Description = "Keep the working directory with all logs and data directories." };

    /// <summary>Builds the command.</summary>
    public static System.CommandLine.Command Create()
    {
        Epsilon.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is not (null or (>= 0.1 and <= 1000)))
            {
                result.AddError("--epsilon must be from 0.1 to 1000; 8 is a usual choice, 1 a strict one.");
            }
        });
        Alpha.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 1e6))
            {
                result.AddError("--alpha must be above 0 and at most 1000000; 0.5 is a usual choice.");
            }
        });
        var command = new System.CommandLine.Command(
            "demo", """
            Trains a network on MNIST digits that are spread over client processes of this machine, and reports.

            Examples:
              lab demo
              lab demo --out results --rounds 20 --alpha 0.1
              lab demo --plain
              lab demo --epsilon 8
              lab demo --attack alie
              lab demo --attack backdoor --sites 15 --attackers 2
            """)
        {
            Out, Sites, Rounds, Alpha, Seed, MinimumAccuracy, Plain, Epsilon, Attack, Attackers, NoGate, Json, Keep,
        };
        command.SetAction(async (result, cancellation) =>
        {
            var options = new DemoOptions
            {
                Out = result.GetValue(Out),
                Sites = result.GetValue(Sites),
                Rounds = result.GetValue(Rounds),
                Alpha = result.GetValue(Alpha),
                Seed = result.GetValue(Seed),
                MinimumAccuracy = result.GetValue(MinimumAccuracy) ?? (result.GetValue(Epsilon) is null ? Defaults.MinimumAccuracy : DemoOptions.MinimumPrivateAccuracy),
                Plain = result.GetValue(Plain),
                Epsilon = result.GetValue(Epsilon),
                Json = result.GetValue(Json),
                Keep = result.GetValue(Keep),
                Gate = !result.GetValue(NoGate),
            };
            if (result.GetValue(Attack) is { } attack)
            {
                return await AttackDemo.RunAsync(options with { Attackers = result.GetValue(Attackers), Gate = false }, attack, cancellation);
            }

            return await RunAsync(options, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellation)
    {
        using var folder = FederationFolder.Temporary(options.Keep);
        var messages = options.Json ? Console.Error : Console.Out;
        try
        {
            Task<(DemoSummary Summary, string Model)> Work(IDemoDisplay display) =>
                new DemoRun(options, display, TimeProvider.System).RunAsync(folder, cancellation);
            bool live = !options.Json && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;
            var (summary, model) = await (live ? TableDisplay.RunAsync(AnsiConsole.Console, Work) : Work(new PlainDisplay(messages)));
            summary = WithPages(options, summary);
            await WriteAsync(options, folder, summary, model, cancellation);
            Print(options, summary);
            return summary.Passed ? 0 : 1;
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            await messages.WriteLineAsync("Interrupted; all processes are ended.");
            return 1;
        }
        catch (ChildProcessException e)
        {
            await Console.Error.WriteLineAsync($"The demo failed: {e.Message}\nRun it with --keep to have all logs in a directory that stays.");
            return 1;
        }
        finally
        {
            if (options.Keep)
            {
                await messages.WriteLineAsync($"Working directory: {folder.Root}");
            }
        }
    }

    private static async Task WriteAsync(DemoOptions options, FederationFolder folder, DemoSummary summary, string model, CancellationToken cancellation)
    {
        if (options.Out is not { } directory)
        {
            return;
        }

        Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync(Path.Combine(directory, "summary.json"), summary.ToJson() + "\n", cancellation);
        await File.WriteAllTextAsync(Path.Combine(directory, "report.md"), DemoReport.Of(summary), cancellation);
        File.Copy(Path.Combine(folder.Root, DemoJob.FileName), Path.Combine(directory, DemoJob.FileName), overwrite: true);
        if (model.Length > 0)
        {
            File.Copy(model, Path.Combine(directory, DemoModel.FileName), overwrite: true);
        }
    }

    /// <summary>Brings the evaluator's pages to where they stay, and says where that is; nowhere if the working directory goes away.</summary>
    private static DemoSummary WithPages(DemoOptions options, DemoSummary summary) => summary with
    {
        PoisonedCandidate = WithPages(options, summary.PoisonedCandidate, "refused"),
        Release = WithPages(options, summary.Release, "release"),
        Fairness = summary.Fairness is { } fairness ? fairness with { Report = Pages(options, fairness.Report, "fairness") } : null,
    };

    private static DemoRelease? WithPages(DemoOptions options, DemoRelease? release, string name) =>
        release is null ? null : release with { Report = Pages(options, release.Report, name) };

    private static string Pages(DemoOptions options, string folder, string name)
    {
        if (folder.Length == 0 || options is { Out: null, Keep: true })
        {
            return folder;
        }

        if (options.Out is not { } directory)
        {
            return "";
        }

        string target = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(directory), name)).FullName;
        // Finished probes lie in a folder beside these files: they are of use to the evaluator alone.
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        }

        return target;
    }

    private static void Print(DemoOptions options, DemoSummary summary)
    {
        if (options.Json)
        {
            Console.Out.WriteLine(summary.ToJson());
            return;
        }

        var table = new Table().RoundedBorder().AddColumns("Check", "Holds", "Found");
        foreach (var check in summary.Checks)
        {
            table.AddRow(Markup.Escape(check.Name), check.Passed ? "[green]yes[/]" : "[red]no[/]", Markup.Escape(check.Detail));
        }

        AnsiConsole.Write(table);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Accuracy:P2} of {summary.TestExamples:N0} test digits, {summary.Rounds} rounds, {summary.Clients} clients, {RoundSummaries.Bytes(summary.BytesUp)} up, {RoundSummaries.Bytes(summary.BytesDown)} down, {summary.Seconds:F1} seconds"));
        foreach (string line in summary.Protection.Sentences.Add(summary.Privacy.Sentence))
        {
            Console.Out.WriteLine(line);
        }

        foreach (var release in new[] { summary.PoisonedCandidate, summary.Release }.OfType<DemoRelease>())
        {
            Console.Out.WriteLine($"{release.Candidate} {release.Status}. {release.Reason}{(release.Report.Length > 0 ? $" {Path.Combine(release.Report, "report.html")}" : "")}");
        }

        if (summary.Fairness is { Report.Length: > 0 } fairness)
        {
            Console.Out.WriteLine($"Fairness, on credits instead of digits: {Path.Combine(fairness.Report, "report.html")}");
        }

        if (options.Out is { } directory)
        {
            Console.Out.WriteLine($"Report, summary, job file and model are in {Path.GetFullPath(directory)}");
        }
    }

    private static Option<int> Number(string name, string description, int value, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            int given = result.GetValueOrDefault<int>();
            if (given < least || given > most)
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be from {least} to {most}, not {given}."));
            }
        });
        return option;
    }
}
