using System.CommandLine;
using System.Net;
using System.Text.Json;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Prediction;
using FederatedSecure.Client.Prediction.Serving;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Files;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Client.Commands;

/// <summary><c>client predict …</c>.</summary>
internal static class PredictCommand
{
    private const int BatchSize = 256;

    public static Command Create() => new("predict", "Uses a released model, behind a guard of its inputs and with a log that shows tampering.") { Reference(), Score(), Serve() };

    private static Command Reference()
    {
        var target = new Argument<string>("file") { Description = "A data set's name, or a file or folder." };
        var options = new PredictOptions(hasReference: false);
        var source = new SourceOptions(isOptional: true);
        var output = new Option<string>("--out") { Description = "Where to write the statistics.", Required = true, HelpName = "FILE" };
        var window = new Option<int>("--window") { Description = "Inputs that are compared with the reference at once.", DefaultValueFactory = _ => 200 };
        var data = CommonOptions.Data();
        var command = new Command("reference", """
            Writes down what a model's inputs look like: bounds, distributions, an isolation forest. Predictions are held against it. It contains
            smallest and largest values, which are single records': make it from data that may be shown to whoever gets the file.

            Example:
              client predict reference mails --model spam.json --weights spam.safetensors --out spam.reference.json
            """) { target, output, window, data };
        options.AddTo(command);
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            var (directory, given) = (parsed.Directory(data), parsed.GetValue(target)!);
            if (parsed.GetValue(window) is < 20 or > 10_000)
            {
                throw new CommandException(ExitCode.Usage, "--window must be a whole number from 20 to 10,000.", "For example --window 200.");
            }

            var model = options.Model(parsed);
            var known = DataSets.Read(directory).GetValueOrDefault(given);
            var reference = ReferenceFile.Make(model, Read(known ?? source.Guess(parsed, given), known is null ? "." : directory.Root), parsed.GetValue(window));
            var path = parsed.GetValue(output)!;
            PrivateFile.Write(path, reference.ToJson());
            Console.WriteLine(FormattableString.Invariant($"{path}: {reference.Records:N0} records, {reference.Features.Length:N0} features, model {reference.Model[..12]}"));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Score()
    {
        var input = new Argument<string>("file") { Description = "Records: CSV with the features as columns, or JSON lines (.jsonl)." };
        var options = new PredictOptions(hasReference: true);
        var output = new Option<string?>("--out") { Description = "Where to write the predictions, as JSON lines in the order of the records.", HelpName = "FILE" };
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("score", """
            Predicts the records of a file. What the guard refuses gets no prediction. Every answer is logged first, in the site's directory.
            Exit code 4 if every record was refused.

            Examples:
              client predict score new.csv --model spam.json --weights spam.safetensors --reference spam.reference.json --out predictions.jsonl
              client predict score new.jsonl --model spam.json --weights spam.safetensors --reference spam.reference.json --json
            """) { input, output, data, json };
        options.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            using var predictor = options.Open(parsed, parsed.Directory(data).Predictions);
            using var predictions = parsed.GetValue(output) is { } path ? new StreamWriter(PrivateFile.Create(path)) : null;
            var (predicted, unusual, refused) = (0L, 0L, 0L);
            foreach (var batch in InputFile.Read(parsed.GetValue(input)!, predictor.Features).Chunk(BatchSize))
            {
                foreach (var answer in predictor.Predict(batch, cancellation))
                {
                    predicted += answer.IsPredicted ? 1 : 0;
                    unusual += answer.Unusual ? 1 : 0;
                    refused += answer.IsPredicted ? 0 : 1;
                    predictions?.WriteLine(JsonSerializer.Serialize(answer, PredictionJson.Default.Answer));
                }
            }

            var summary = new ScoreSummary(predictor.Version, predicted, unusual, refused, predictor.Drift);
            Write(summary, parsed.GetValue(json));
            return Task.FromResult(predicted == 0 && refused > 0 ? ExitCode.Refused : ExitCode.Success);
        });
        return command;
    }

    private static Command Serve()
    {
        var options = new PredictOptions(hasReference: true);
        var listen = new Option<string>("--listen") { Description = "Loopback address and port; port 0 takes a free one.", DefaultValueFactory = _ => "127.0.0.1:8480" };
        var data = CommonOptions.Data();
        var command = new Command("serve", """
            Predicts over HTTP for programs on this machine: POST /predict and GET /health. Put a proxy with TLS and access rules in front of
            anybody else. Ends with Ctrl+C.

            Example:
              client predict serve --model spam.json --weights spam.safetensors --reference spam.reference.json
              curl -H 'Content-Type: application/json' -d '{"records": [{"age": 31, "income": 2.5}]}' http://127.0.0.1:8480/predict
            """) { listen, data };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!IPEndPoint.TryParse(parsed.GetValue(listen)!, out var endpoint) || !IPAddress.IsLoopback(endpoint.Address))
            {
                throw new CommandException(
                    ExitCode.Usage, $"\"{parsed.GetValue(listen)}\" is no loopback address with a port.", "For example --listen 127.0.0.1:8480; for other machines, put a proxy with TLS in front.");
            }

            var directory = parsed.Directory(data);
            using var predictor = options.Open(parsed, directory.Predictions);
            await using var app = PredictionServer.Build(predictor, endpoint, Path.GetFullPath(directory.Predictions));
            await app.StartAsync(cancellation);
            Console.WriteLine($"Listening on {string.Join(", ", app.Urls)}. Model {predictor.Version[..12]}.");
            await WaitAsync(cancellation);
            await app.StopAsync(CancellationToken.None);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(ScoreSummary summary, bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(summary, PredictionJson.Default.ScoreSummary));
            return;
        }

        Console.WriteLine(FormattableString.Invariant($"{summary.Predicted:N0} predicted, {summary.Unusual:N0} of them unusual; {summary.Refused:N0} refused."));
        Console.WriteLine(summary.Drift switch
        {
            null => "Too few records to tell of drift.",
            { IsDrifting: false } => "No drift.",
            { Shifted: [var worst, ..] } drift => FormattableString.Invariant(
                $"Drift: {drift.Shifted.Length} features are shifted, most of all {worst.Name} (by {worst.Wasserstein:G3} deviations)."),
            _ => "Drift: records as a whole are unlike the reference, though no single feature is.",
        });
    }

    private static DataSet Read(DataSource source, string baseDirectory)
    {
        try
        {
            return DataReader.Read(source, baseDirectory);
        }
        catch (DataException exception)
        {
            throw new CommandException(ExitCode.BadInput, exception.Message, "`client data check` lists everything that is wrong.", exception);
        }
    }

    private static async Task WaitAsync(CancellationToken cancellation)
    {
        var ended = new TaskCompletionSource();
        await using var registration = cancellation.Register(ended.SetResult);
        await ended.Task;
    }
}
