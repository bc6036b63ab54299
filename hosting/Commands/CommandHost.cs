using System.CommandLine;
using System.Net.Sockets;
using FederatedSecure.Hosting.Errors;
using Grpc.Core;
using Spectre.Console;

namespace FederatedSecure.Hosting.Commands;

/// <summary>Runs a command line and turns what goes wrong into a sentence and an exit code.</summary>
public static class CommandHost
{
    private const int WidthWithoutTerminal = 200;

    /// <summary>Runs the command that the arguments name.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync("Add --help to see how the command is used.");
            return ExitCode.Usage;
        }

        if (Console.IsOutputRedirected)
        {
            // Nobody's window is that narrow: a table in a file or a pipe keeps its lines whole.
            AnsiConsole.Profile.Width = WidthWithoutTerminal;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return exception.ExitCode;
        }
        catch (RpcException exception)
        {
            var error = RemoteError.Of(exception);
            await Console.Error.WriteLineAsync(error.ToString());
            return error.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Cancelled.");
            return ExitCode.Failure;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SocketException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCode.Resource;
        }
    }
}
