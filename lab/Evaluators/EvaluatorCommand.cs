using System.CommandLine;
using FederatedSecure.Client.Commands;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Enrolment;
using FederatedSecure.Client.Work;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Files;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace FederatedSecure.Lab.Evaluators;

/// <summary><c>lab evaluator …</c>.</summary>
internal static class EvaluatorCommand
{
    public static Command Create() => new("evaluator", """
        Attacks the candidates of a federation before they are released, with records of your own, and reports under your own key.

        Start here:
          lab evaluator join STRING           become a member, with the invite that the coordinator's operator gave you
          lab evaluator data add NAME …       name your records, as the job calls its data set
          lab evaluator run                   work
        """) { Join(), DataCommands.Create(), Run(), Log() };

    private static Command Join()
    {
        var invite = new Argument<string>("invite") { Description = "What `coordinator invite NAME --role evaluator` printed." };
        var data = Data();
        var command = new Command("join", """
            Makes this machine an evaluator of a federation. The key is made here and stays here.

            Example:
              lab evaluator join fsi1_eyJzIjoi…
            """) { invite, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var directory = new ClientDirectory(parsed.GetValue(data)!);
            var identity = await Joiner.JoinAsync(directory, parsed.GetValue(invite)!, TimeProvider.System, cancellation, trains: false);
            Console.WriteLine($"Joined as {identity.Site}. Coordinator: {identity.Address}");
            Console.WriteLine($"Name your records:  lab evaluator data add NAME --kind csv --path FILE --schema FILE --data {directory.Root}");
            Console.WriteLine($"Start:              lab evaluator run --data {directory.Root}");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Run()
    {
        var data = Data();
        var threads = new Option<int>("--threads") { Description = "Attacks that run at a time.", DefaultValueFactory = _ => Environment.ProcessorCount };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1024)
            {
                result.AddError("--threads must be from 1 to 1024.");
            }
        });
        var backdoors = new Option<string[]>("--backdoors")
        {
            Description = "Backdoors that somebody knows or suspects (docs/red-team.md), for the data set of this name; may be given once for each.",
            HelpName = "NAME=FILE",
        };
        var command = new Command("run", """
            Runs the daemon: asks for candidates, attacks each with the profile that its job asks for, and brings the signed report.
            What was finished is not done again after an interruption. Ends with Ctrl-C or SIGTERM.

            Example:
              lab evaluator run --data /var/lib/federatedsecure/red-team
            """) { data, threads, backdoors };
        command.SetAction((parsed, cancellation) => ServeAsync(
            new ClientDirectory(parsed.GetValue(data)!), parsed.GetValue(threads), parsed.GetValue(backdoors) ?? [], cancellation));
        return command;
    }

    private static Command Log()
    {
        var data = Data();
        var command = new Command("log", """
            Shows what this evaluator did, oldest first.

            Example:
              lab evaluator log
            """) { data };
        command.SetAction(parsed =>
        {
            var table = new Table().Border(TableBorder.Rounded).AddColumns("When", "Candidate", "Job", "What", "Verdict", "Why");
            foreach (var entry in EvaluationJournal.Read(new ClientDirectory(parsed.GetValue(data)!)))
            {
                table.AddRow(
                    $"{entry.At:u}", entry.Candidate, Markup.Escape(entry.Job), entry.Outcome, entry.Verdict?.ToUpperInvariant() ?? "", Markup.Escape(entry.Reason ?? ""));
            }

            AnsiConsole.Write(table);
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<int> ServeAsync(ClientDirectory directory, int threads, string[] backdoors, CancellationToken cancellation)
    {
        // Before anything is written: a directory in which nobody has joined is somebody's mistake.
        ClientIdentity.Read(directory);
        if (DataSets.Read(directory).Count == 0)
        {
            throw new CommandException(
                ExitCode.NotFound, $"There are no records in {Path.GetFullPath(directory.Root)} to attack models with.", $"Name some: lab evaluator data add NAME … --data {directory.Root}");
        }

        var known = BackdoorFiles.Check(backdoors, directory);
        using var held = DirectoryLock.TryTake(directory.Root) ?? throw new CommandException(
            ExitCode.Resource, $"Another evaluator runs in {Path.GetFullPath(directory.Root)}.", "Stop it first; one daemon works in a directory.");
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ContentRootPath = Path.GetFullPath(directory.Root) });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff'Z' ";
        });
        builder.Services.AddSystemd().AddWindowsService();
        builder.Services.AddSingleton(provider => new EvaluatorDaemon(
            directory,
            new ClientOptions(),
            new SuiteAttack(directory, threads, TimeProvider.System, Console.Out, known),
            TimeProvider.System,
            provider.GetRequiredService<ILogger<EvaluatorDaemon>>()));
        builder.Services.AddHostedService<DaemonService>();
        using var host = builder.Build();
        await host.RunAsync(cancellation);
        return ExitCode.Success;
    }

    private static Option<string> Data() => new("--data") { Description = "The evaluator's directory.", DefaultValueFactory = _ => "evaluator-data" };

    private sealed class DaemonService(EvaluatorDaemon daemon) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => daemon.RunAsync(stoppingToken);
    }
}
