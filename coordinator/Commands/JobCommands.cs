using System.CommandLine;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Spectre.Console;

namespace FederatedSecure.Coordinator.Commands;

/// <summary><c>coordinator job …</c> and <c>coordinator model export</c>.</summary>
internal static class JobCommands
{
    public static Command Create() => new("job", "Submits, lists, watches and cancels jobs.") { Submit(), List(), Show(), Watch(), Cancel() };

    public static Command Model() => new("model", "Fetches published models.") { Export() };

    private static Command Submit()
    {
        var file = new Argument<FileInfo>("file") { Description = "The job file: JSON with comments, see docs/job-file.md." };
        var data = CommonOptions.Data();
        var command = new Command("submit", """
            Submits a job and prints its identifier.

            Example:
              coordinator job submit digits.json
            """) { file, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (bytes, _) = await JobFile.ReadAsync(parsed.GetValue(file)!, cancellation);
            var response = await AdministrationCall.RunAsync(parsed.GetValue(data)!, async channel =>
                await new JobsService.JobsServiceClient(channel).SubmitJobAsync(
                    new SubmitJobRequest { Job = UnsafeByteOperations.UnsafeWrap(bytes) }, cancellationToken: cancellation));
            foreach (var warning in response.Warnings)
            {
                Console.Error.WriteLine($"Note: {warning}.");
            }

            Console.WriteLine(response.JobId);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command List()
    {
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("list", """
            Lists the jobs, newest first.

            Example:
              coordinator job list
            """) { data, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var response = await AdministrationCall.RunAsync(parsed.GetValue(data)!, async channel =>
                await new JobsService.JobsServiceClient(channel).ListJobsAsync(new ListJobsRequest(), cancellationToken: cancellation));
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonFormatter.Default.Format(response));
                return ExitCode.Success;
            }

            var table = new Table().Border(TableBorder.Rounded).AddColumns("Job", "Name", "Phase", "Rounds", "Parameters", "Submitted", "");
            foreach (var job in response.Jobs)
            {
                table.AddRow(
                    job.JobId,
                    Markup.Escape(job.Name),
                    job.Phase.ToString().ToLowerInvariant(),
                    $"{job.PublishedRounds}/{job.Rounds}",
                    $"{job.Parameters:N0}",
                    SiteCommands.Display(job.SubmittedAt),
                    Markup.Escape(job.Reason));
            }

            AnsiConsole.Write(table);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Show()
    {
        var job = CommonOptions.Job();
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("show", """
            Shows a job with all its rounds: every site, and what became of it.

            Example:
              coordinator job show j-x7k2m9p4qa
            """) { job, data, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var response = await AdministrationCall.RunAsync(parsed.GetValue(data)!, async channel =>
                await new JobsService.JobsServiceClient(channel).GetJobAsync(new GetJobRequest { JobId = parsed.GetValue(job) }, cancellationToken: cancellation));
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonFormatter.Default.Format(response));
                return ExitCode.Success;
            }

            AnsiConsole.Write(JobDisplay.Header(response.Job));
            AnsiConsole.Write(JobDisplay.Rounds(response.Rounds, lastOnly: false));
            var candidates = await AdministrationCall.RunAsync(parsed.GetValue(data)!, async channel => await new ReleasesService.ReleasesServiceClient(channel)
                .ListCandidatesAsync(new ListCandidatesRequest { JobId = response.Job.JobId }, cancellationToken: cancellation));
            foreach (var candidate in candidates.Candidates)
            {
                Console.WriteLine(ReleaseCommands.Line(candidate));
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command Watch()
    {
        var job = CommonOptions.Job();
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("watch", """
            Follows a job until it ends. Exit code 0 if it completed, 1 otherwise.

            Example:
              coordinator job watch j-x7k2m9p4qa
            """) { job, data, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var last = await AdministrationCall.RunAsync(parsed.GetValue(data)!, async channel =>
            {
                using var call = new JobsService.JobsServiceClient(channel).WatchJob(
                    new WatchJobRequest { JobId = parsed.GetValue(job) }, cancellationToken: cancellation);
                return await JobDisplay.FollowAsync(call.ResponseStream, parsed.GetValue(json), cancellation);
            });
            return last?.Phase == JobPhase.Completed ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    private static Command Cancel()
    {
        var job = CommonOptions.Job();
        var data = CommonOptions.Data();
        var command = new Command("cancel", """
            Cancels a job. Its published models stay.

            Example:
              coordinator job cancel j-x7k2m9p4qa
            """) { job, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await AdministrationCall.RunAsync(parsed.GetValue(data)!, async channel => await new JobsService.JobsServiceClient(channel)
                .CancelJobAsync(new CancelJobRequest { JobId = parsed.GetValue(job) }, cancellationToken: cancellation));
            Console.WriteLine($"{parsed.GetValue(job)} is cancelled.");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Export()
    {
        var job = CommonOptions.Job();
        var round = new Option<uint>("--round") { Description = "The round whose model is wanted; by default the release, or the last published one where the job has no release gate." };
        var candidate = new Option<bool>("--candidate") { Description = "Also a model that is not released: for inspection, not for use." };
        var output = new Option<FileInfo>("--out") { Description = "Where to write the model (safetensors).", Required = true };
        var card = new Option<FileInfo?>("--card") { Description = "Where to write the model's card: how it was made, who could see what, what it cost in privacy (Markdown)." };
        var data = CommonOptions.Data();
        var command = new Command("export", """
            Writes a job's model to a file, in the safetensors format. Where the job has a release gate: what is released, and nothing else.

            Examples:
              coordinator model export j-x7k2m9p4qa --out digits.safetensors
              coordinator model export j-x7k2m9p4qa --out digits.safetensors --card digits.md
              coordinator model export j-x7k2m9p4qa --out suspect.safetensors --candidate
            """) { job, round, candidate, output, card, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var target = parsed.GetValue(output)!.FullName;
            var temporary = $"{target}.tmp";
            var request = new GetModelRequest { JobId = parsed.GetValue(job), Round = parsed.GetValue(round), Unreleased = parsed.GetValue(candidate) };
            var (length, origin) = await AdministrationCall.RunAsync(parsed.GetValue(data)!, async channel =>
            {
                using var call = new JobsService.JobsServiceClient(channel).GetModel(request, cancellationToken: cancellation);
                // The first message comes before the file is made, so that a refusal leaves nothing behind.
                var more = await call.ResponseStream.MoveNext(cancellation);
                var from = more ? call.ResponseStream.Current.Origin : null;
                await using var file = new FileStream(temporary, FileMode.Create, FileAccess.Write);
                for (; more; more = await call.ResponseStream.MoveNext(cancellation))
                {
                    await file.WriteAsync(call.ResponseStream.Current.Data.Memory, cancellation);
                }

                return (file.Length, from);
            });
            File.Move(temporary, target, overwrite: true);
            Console.WriteLine($"{target}: {length:N0} bytes");
            Console.WriteLine(ModelStanding.Of(origin));
            if (parsed.GetValue(card) is { } page)
            {
                var history = await AdministrationCall.RunAsync(parsed.GetValue(data)!, async channel =>
                    await new JobsService.JobsServiceClient(channel).GetJobAsync(new GetJobRequest { JobId = parsed.GetValue(job) }, cancellationToken: cancellation));
                await File.WriteAllTextAsync(page.FullName, ModelCard.Of(history, origin is { Round: > 0 } ? origin.Round : 0, length, origin), cancellation);
                Console.WriteLine(page.FullName);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
