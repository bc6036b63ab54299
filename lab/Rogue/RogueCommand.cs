using System.CommandLine;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Work;
using Microsoft.Extensions.Logging;

namespace FederatedSecure.Lab.Rogue;

/// <summary><c>lab rogue</c>: a client that has joined like any other, and poisons.</summary>
internal static class RogueCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The data directory of a site that has joined.", Required = true };
        var terms = new Option<FileInfo>("--attack") { Description = "What to do: a file that `lab demo --attack` writes.", Required = true };
        var command = new Command("rogue", """
            Runs a client that poisons its updates. For federations on this machine, to see what a defence is worth; the client that is
            installed at sites knows nothing of it.

            Example:
              lab rogue --data /tmp/fslab/sites/site-9 --attack /tmp/fslab/site-9.attack.json
            """) { data, terms };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var loggers = LoggerFactory.Create(builder => builder.AddSimpleConsole(console => console.SingleLine = true));
            var trainer = new RogueTrainer(RogueTerms.Read(parsed.GetValue(terms)!.FullName), new TorchTrainer());
            using var daemon = new ClientDaemon(
                new ClientDirectory(parsed.GetValue(data)!.FullName), new ClientOptions(), trainer, TimeProvider.System, loggers.CreateLogger<ClientDaemon>());
            await daemon.RunAsync(cancellation);
            return 0;
        });
        return command;
    }
}
