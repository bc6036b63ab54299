namespace FederatedSecure.Lab.Processes;

/// <summary>Runs one of this solution's commands to its end, as an operator would type it.</summary>
public static class Command
{
    /// <summary>Runs a command and returns whatever it answers.</summary>
    public static async Task<CommandResult> TryRunAsync(ProcessSpec spec, CancellationToken cancellation)
    {
        await using var process = ChildProcess.Start(spec);
        int exitCode = await process.Exited.WaitAsync(cancellation);
        var lines = process.Output;
        return new CommandResult(
            exitCode,
            [.. lines.Where(line => !line.IsError).Select(line => line.Text)],
            [.. lines.Where(line => line.IsError).Select(line => line.Text)]);
    }

    /// <summary>Runs a command that has to succeed.</summary>
    /// <exception cref="ChildProcessException">It exited with another code than 0; the message has its last lines.</exception>
    public static async Task<CommandResult> RunAsync(ProcessSpec spec, CancellationToken cancellation)
    {
        var result = await TryRunAsync(spec, cancellation);
        if (result.ExitCode == 0)
        {
            return result;
        }

        string command = $"{spec.Program.Name} {string.Join(' ', spec.Arguments)}";
        string lines = string.Join('\n', result.Output.Concat(result.Errors).TakeLast(15).Select(line => "  | " + line));
        throw new ChildProcessException($"`{command}` exited with {result.ExitCode}:\n{lines}");
    }
}
