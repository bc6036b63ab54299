using System.CommandLine;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Connection;
using FederatedSecure.Client.Releases;
using FederatedSecure.Client.Work;
using FederatedSecure.Hosting.Commands;

namespace FederatedSecure.Client.Commands;

/// <summary><c>client model fetch</c>.</summary>
internal static class ModelCommand
{
    public static Command Create() => new("model", "Fetches released models.") { Fetch() };

    private static Command Fetch()
    {
        var job = new Argument<string>("job") { Description = "The job's identifier; `client status` shows the jobs that this site took part in." };
        var output = new Option<FileInfo>("--out") { Description = "Where to write the model (safetensors); its specification goes beside it, as NAME.json.", Required = true };
        var data = CommonOptions.Data();
        var command = new Command("fetch", """
            Fetches what a job has released: a model that evaluators have attacked and the job's gate has passed. There is no way to one
            that is not released. Ask again after a release was taken back: the one before counts again.

            Example:
              client model fetch j-x7k2m9p4qa --out model.safetensors
            """) { job, output, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var directory = parsed.Directory(data);
            var identity = ClientIdentity.Read(directory);
            using var connection = new CoordinatorConnection(directory, identity, new ClientOptions(), TimeProvider.System);
            var (release, file) = await ReleaseDownload.FetchAsync(directory, connection, parsed.GetValue(job)!, cancellation);
            var target = parsed.GetValue(output)!.FullName;
            // Whole or not at all: a program that serves the model may read it at any moment.
            File.Copy(file, $"{target}.tmp", overwrite: true);
            await WriteSpecAsync(Path.ChangeExtension(target, ".json"), release.ModelSpec.ToByteArray(), cancellation);
            File.Move($"{target}.tmp", target, overwrite: true);
            Console.WriteLine($"{target}: release {release.Ref.JobId}/{release.Ref.Number} of {release.JobName}, SHA-256 {Convert.ToHexStringLower(release.Model.Digest.Span)}");
            Console.WriteLine($"Passed by {string.Join(", ", release.Reports.Select(report => report.Evaluator))}.");
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task WriteSpecAsync(string path, byte[] spec, CancellationToken cancellation)
    {
        if (File.Exists(path) && !(await File.ReadAllBytesAsync(path, cancellation)).AsSpan().SequenceEqual(spec))
        {
            throw new CommandException(ExitCode.Resource, $"{path} is there and is something else than the model's specification.", "Choose another name with --out, or move it away.");
        }

        await File.WriteAllBytesAsync(path, spec, cancellation);
    }
}
