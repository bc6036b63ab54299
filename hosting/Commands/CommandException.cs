namespace FederatedSecure.Hosting.Commands;

/// <summary>Ends a command with a sentence for the user and an exit code.</summary>
public sealed class CommandException : Exception
{
    /// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="remedy">What to do next.</param>
    /// <param name="innerException">What lies behind it, for logs.</param>
    public CommandException(int exitCode, string message, string? remedy = null, Exception? innerException = null)
        : base(remedy is null ? message : $"{message}\n{remedy}", innerException) => ExitCode = exitCode;

    /// <summary>One of <see cref="Commands.ExitCode"/>.</summary>
    public int ExitCode { get; }
}
