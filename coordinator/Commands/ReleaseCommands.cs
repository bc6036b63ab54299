using System.CommandLine;
using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using Google.Protobuf;
using Grpc.Core;
using Spectre.Console;

namespace FederatedSecure.Coordinator.Commands;

/// <summary><c>coordinator release …</c>.</summary>
internal static class ReleaseCommands
{
    private const int Part = 1 << 20;

    public static Command Create() => new("release", "Shows what is released and why, and lets people submit and withdraw candidates.")
    {
        List(), Show(), SubmitCandidate(), Quarantine(), Report(),
    };

    private static Command List()
    {
        var job = new Argument<string?>("job") { Description = "The job; all jobs by default.", Arity = ArgumentArity.ZeroOrOne };
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("list", """
            Lists candidates, newest first, with what became of them.

            Example:
              coordinator release list j-x7k2m9p4qa
            """) { job, data, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var response = await CallAsync(parsed.GetValue(data)!, async service => await service.ListCandidatesAsync(
                new ListCandidatesRequest { JobId = parsed.GetValue(job) ?? "" }, cancellationToken: cancellation));
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonFormatter.Default.Format(response));
                return ExitCode.Success;
            }

            if (response.Candidates.Count == 0)
            {
                Console.WriteLine("There are no candidates: they come from jobs with a \"release\" section.");
                return ExitCode.Success;
            }

            var table = new Table().Border(TableBorder.Rounded).AddColumns("Candidate", "Job", "From", "Status", "Why");
            foreach (var candidate in response.Candidates)
            {
                table.AddRow(Name(candidate.Ref), Markup.Escape(candidate.JobName), Markup.Escape(From(candidate)), Status(candidate), Markup.Escape(candidate.Reason));
            }

            AnsiConsole.Write(table);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Show()
    {
        var candidate = Candidate();
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("show", """
            Shows a candidate with every evaluator's answer and everything that happened to it.

            Example:
              coordinator release show j-x7k2m9p4qa/2
            """) { candidate, data, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var response = await CallAsync(parsed.GetValue(data)!, async service => await service.GetCandidateAsync(
                new GetCandidateRequest { Ref = Read(parsed.GetValue(candidate)!) }, cancellationToken: cancellation));
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonFormatter.Default.Format(response));
                return ExitCode.Success;
            }

            var shown = response.Candidate;
            Console.WriteLine($"{Name(shown.Ref)} of {shown.JobName}, {From(shown)}: {Status(shown)}");
            Console.WriteLine($"SHA-256 {Convert.ToHexStringLower(shown.ModelDigest.Span)}");
            foreach (var report in response.Reports)
            {
                Console.WriteLine($"{report.Evaluator}: {report.Verdict.ToString().ToUpperInvariant()}. {report.Reason}");
            }

            if (response.Awaited.Count > 0)
            {
                Console.WriteLine($"Awaited: {string.Join(", ", response.Awaited)}");
            }

            foreach (var step in response.History)
            {
                Console.WriteLine($"{SiteCommands.Display(step.At)} {step.Status.ToString().ToLowerInvariant()}: {step.Reason}");
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command SubmitCandidate()
    {
        var job = CommonOptions.Job();
        var weights = new Option<FileInfo?>("--weights") { Description = "Weights of the job's model (safetensors), for example fine-pruned ones." };
        var round = new Option<uint>("--round") { Description = "Instead of weights: the published round whose model it is." };
        var by = new Option<string>("--approved-by") { Description = "Who stands for it.", Required = true };
        var note = new Option<string>("--note") { Description = "What it is and why; kept with it.", Required = true };
        var data = CommonOptions.Data();
        var command = new Command("submit-candidate", """
            Submits a model for release that a person stands for: a cured one, or an earlier round's. It is attacked like any other, and
            there is no way around the gate.

            Examples:
              coordinator release submit-candidate j-x7k2m9p4qa --weights pruned.safetensors --approved-by dr-weber --note "fine-pruned 20 %"
              coordinator release submit-candidate j-x7k2m9p4qa --round 7 --approved-by dr-weber --note "before site-4 joined"
            """) { job, weights, round, by, note, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var file = parsed.GetValue(weights);
            var number = parsed.GetValue(round);
            if (file is null == (number == 0))
            {
                throw new CommandException(ExitCode.Usage, "Say which model it is.", "Give one of --weights and --round.");
            }

            if (file is { Exists: false })
            {
                throw new CommandException(ExitCode.NotFound, $"There is no file {file.FullName}.");
            }

            var proposal = new CandidateProposal { JobId = parsed.GetValue(job), Round = number, ApprovedBy = parsed.GetValue(by), Note = parsed.GetValue(note) };
            var response = await CallAsync(parsed.GetValue(data)!, async service =>
            {
                using var call = service.SubmitCandidate(cancellationToken: cancellation);
                await SendAsync(call, proposal, file, cancellation);
                return await call.ResponseAsync;
            });
            Console.Error.WriteLine("Submitted: the evaluators attack it before anybody may have it.");
            Console.WriteLine(Name(response.Ref));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Quarantine()
    {
        var candidate = Candidate();
        var by = new Option<string>("--by") { Description = "Who decides.", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why; kept with it.", Required = true };
        var data = CommonOptions.Data();
        var command = new Command("quarantine", """
            Takes a candidate out of use, for good. If it is what is released, the release before it counts again.

            Example:
              coordinator release quarantine j-x7k2m9p4qa/2 --by dr-weber --reason "wrong on ward 3"
            """) { candidate, by, reason, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var reference = Read(parsed.GetValue(candidate)!);
            await CallAsync(parsed.GetValue(data)!, async service => await service.QuarantineCandidateAsync(
                new QuarantineCandidateRequest { Ref = reference, By = parsed.GetValue(by), Reason = parsed.GetValue(reason) }, cancellationToken: cancellation));
            Console.WriteLine($"{Name(reference)} is quarantined.");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Report()
    {
        var candidate = Candidate();
        var evaluator = new Argument<string>("evaluator") { Description = "Whose report." };
        var output = new Option<FileInfo>("--out") { Description = "Where to write the report (JSON), as it was signed.", Required = true };
        var data = CommonOptions.Data();
        var command = new Command("report", """
            Writes an evaluator's report to a file, byte for byte as it was signed.

            Example:
              coordinator release report j-x7k2m9p4qa/2 red-team --out report.json
            """) { candidate, evaluator, output, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var target = parsed.GetValue(output)!.FullName;
            var bytes = await CallAsync(parsed.GetValue(data)!, async service =>
            {
                using var call = service.GetReport(
                    new GetReportRequest { Ref = Read(parsed.GetValue(candidate)!), Evaluator = parsed.GetValue(evaluator) }, cancellationToken: cancellation);
                var report = new MemoryStream();
                await foreach (var part in call.ResponseStream.ReadAllAsync(cancellation))
                {
                    part.Data.WriteTo(report);
                }

                return report.ToArray();
            });
            await File.WriteAllBytesAsync(target, bytes, cancellation);
            Console.WriteLine($"{target}: {bytes.Length:N0} bytes");
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>A candidate on one line.</summary>
    internal static string Line(CandidateSummary candidate) => $"{Name(candidate.Ref)}, {From(candidate)}: {Status(candidate)}. {candidate.Reason}";

    /// <summary>The candidate in print.</summary>
    internal static string Name(CandidateRef reference) => $"{reference.JobId}/{reference.Number}";

    private static async Task SendAsync(
        AsyncClientStreamingCall<SubmitCandidateRequest, SubmitCandidateResponse> call, CandidateProposal proposal, FileInfo? file, CancellationToken cancellation)
    {
        try
        {
            await call.RequestStream.WriteAsync(new SubmitCandidateRequest { Proposal = proposal }, cancellation);
            if (file is not null)
            {
                await using var stream = file.OpenRead();
                var buffer = new byte[Part];
                for (int read; (read = await stream.ReadAtLeastAsync(buffer, Part, throwOnEndOfStream: false, cancellation)) > 0;)
                {
                    // The message is written out before this returns, so the buffer can serve the next one.
                    await call.RequestStream.WriteAsync(new SubmitCandidateRequest { Data = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, read)) }, cancellation);
                }
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // Refused in the middle: the answer to the call says why.
        }
    }

    private static string From(CandidateSummary candidate) =>
        (candidate.Round > 0 ? $"round {candidate.Round}" : "weights") + (candidate.ApprovedBy.Length > 0 ? $", submitted by {candidate.ApprovedBy}: {candidate.Note}" : "");

    private static string Status(CandidateSummary candidate) =>
        candidate.Status.ToString().ToLowerInvariant() + (candidate.IsCurrentRelease ? ", in use" : "");

    private static Argument<string> Candidate() => new("candidate") { Description = "JOB/NUMBER, as `coordinator release list` shows it." };

    private static CandidateRef Read(string text) => CandidateId.TryParse(text, out var id)
        ? new CandidateRef { JobId = id.Job.Value, Number = (uint)id.Number }
        : throw new CommandException(ExitCode.Usage, $"\"{text}\" is no candidate.", $"Write it as j-x7k2m9p4qa/2. {Refusals.CandidateUnknown.Remedy}");

    private static Task<T> CallAsync<T>(string dataDirectory, Func<ReleasesService.ReleasesServiceClient, Task<T>> call) =>
        AdministrationCall.RunAsync(dataDirectory, channel => call(new ReleasesService.ReleasesServiceClient(channel)));
}
