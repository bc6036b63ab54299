using FederatedSecure.Hosting.Commands;
using FederatedSecure.Learning.Training;

namespace FederatedSecure.Lab.RedTeam.Commands;

/// <summary>Turns what goes wrong into a sentence and an exit code.</summary>
internal static class RedTeamErrors
{
    /// <summary>Runs something.</summary>
    /// <returns>What it returns, or the exit code of what went wrong.</returns>
    public static int Run(Func<int> work, CancellationToken cancellation)
    {
        try
        {
            return work();
        }
        catch (CommandException exception)
        {
            return End(exception.ExitCode, exception.Message);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return End(RedTeamExit.Interrupted, "Interrupted. Finished probes are kept: the same command goes on from there.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return End(RedTeamExit.Broken, $"A file cannot be written or read: {exception.Message}\nMake room, or correct the rights; finished probes are kept, and the same command goes on from there.");
        }
        catch (TrainingException exception)
        {
            return End(RedTeamExit.Broken, exception.Message);
        }
        catch (Exception exception)
        {
            // Its trace is what a bug report needs; an exit code of its own keeps a fault of this program from looking like a verdict.
            return End(RedTeamExit.Broken, $"This is a fault of the program, please report it:\n{exception}");
        }
    }

    private static int End(int code, string message)
    {
        Console.Error.WriteLine(message);
        return code;
    }
}
