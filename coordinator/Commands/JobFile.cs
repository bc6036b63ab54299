using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Coordinator.Commands;

/// <summary>A job file on this machine.</summary>
internal static class JobFile
{
    /// <summary>Reads one, and says with its name and line what is wrong with it.</summary>
    /// <exception cref="CommandException">It is not there, or is no job.</exception>
    public static async Task<(byte[] Bytes, JobSpec Spec)> ReadAsync(FileInfo file, CancellationToken cancellation)
    {
        if (!file.Exists)
        {
            throw new CommandException(ExitCode.NotFound, $"There is no file {file.FullName}.");
        }

        var bytes = GateFile.Inline(await File.ReadAllBytesAsync(file.FullName, cancellation), file.DirectoryName!);
        var result = JobFileReader.Parse(bytes);
        return result.IsValid
            ? (bytes, result.Spec!)
            : throw new CommandException(
                ExitCode.BadInput, string.Join('\n', result.Problems.Select(problem => $"{file}:{problem}")), Refusals.JobFileBad.Remedy);
    }
}
