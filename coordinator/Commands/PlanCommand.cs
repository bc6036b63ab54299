using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FederatedSecure.Coordinator.Planning;
using FederatedSecure.Hosting.Commands;
using Spectre.Console;

namespace FederatedSecure.Coordinator.Commands;

/// <summary><c>coordinator plan</c>.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "The job file, see docs/job-file.md." };
        var records = new Option<long[]>("--records")
        {
            Description = "Training records of a site, for the privacy figures; several numbers show how they differ.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1_000, 10_000],
        };
        records.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long[]>() is { } numbers && numbers.Any(number => number is < 1 or > 1_000_000_000_000))
            {
                result.AddError("--records takes numbers from 1 to 1,000,000,000,000, for example --records 800 12000.");
            }
        });
        var json = CommonOptions.Json();
        var command = new Command("plan", """
            Tells what a job would take, before anyone trains: bytes on the wire, who may vanish, and what it costs the sites' records in
            privacy. Needs no running coordinator.

            Examples:
              coordinator plan digits.json
              coordinator plan digits.json --records 800 12000
            """) { file, records, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (_, spec) = await JobFile.ReadAsync(parsed.GetValue(file)!, cancellation);
            var forecast = JobForecast.Of(spec, [.. parsed.GetValue(records)!]);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(forecast, ForecastJson.Default.JobForecast));
            }
            else
            {
                Write(forecast);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(JobForecast forecast)
    {
        Line("Model", $"{forecast.Parameters:N0} parameters");
        Line("Rounds", $"{forecast.Rounds:N0}, of {forecast.Sites:N0} sites each");
        Line("A site's upload", $"{forecast.UploadBytes:N0} bytes a round ({(double)forecast.UploadBytes / forecast.Parameters / sizeof(float):F2} of float32)");
        if (forecast.Encryption is { } encryption)
        {
            Line("Encryption", $"{encryption.Ring}, {encryption.ValuesPerCoefficient} values of {encryption.Bits} bits to a coefficient, {encryption.DroppedBits} bits dropped");
            Line("Sums", $"over {encryption.BucketSize} sites or more, opened by {encryption.Threshold} of {encryption.Holders} share holders; {encryption.Holders - encryption.Threshold} of them may vanish");
            Line("Failure", double.IsNegativeInfinity(encryption.FailureLog2) ? "impossible" : $"in one of 2^{-encryption.FailureLog2:F0} rounds");
        }
        else
        {
            Console.WriteLine("Encryption:       none; the coordinator reads every update");
        }

        Line("Poisoning", forecast.Robustness.Summary);
        if (forecast.Robustness.Expected is { } expected)
        {
            Line("Bad inputs", $"{expected:F1} of {forecast.Robustness.Inputs:N0} on average, at most {forecast.Robustness.Quantile999:N0} in 99.9 % of rounds; the rule is told to stand {forecast.Robustness.F:N0}");
        }

        WriteRecordLevel(forecast);
        WriteSiteLevel(forecast.SiteNoise);
        foreach (var warning in forecast.Robustness.Warnings.Concat(forecast.Warnings))
        {
            Console.WriteLine($"Note: {warning}");
        }
    }

    private static void WriteRecordLevel(JobForecast forecast)
    {
        if (forecast.Privacy.IsEmpty)
        {
            Console.WriteLine("Records:          no privacy; sites refuse the job unless their policy sets allowNonPrivate");
            return;
        }

        Line("Records", $"DP-SGD, for one record added or removed, at δ = {forecast.Delta:G2}; noise made for {forecast.BudgetedRounds:N0} rounds");
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("Records", "Sampling rate", "Steps", "ε", "Noise multiplier", "Noise to clip, one step", "… mean over sites");
        foreach (var row in forecast.Privacy)
        {
            table.AddRow(
                row.Records.ToString("N0", CultureInfo.InvariantCulture),
                row.SamplingRate.ToString("G3", CultureInfo.InvariantCulture),
                row.Steps.ToString("N0", CultureInfo.InvariantCulture),
                (row.IsJob ? "[bold]" : "") + row.Epsilon.ToString("G4", CultureInfo.InvariantCulture) + (row.IsJob ? " (this job)[/]" : ""),
                row.NoiseMultiplier.ToString("G4", CultureInfo.InvariantCulture),
                row.NoiseToClip.ToString("P2", CultureInfo.InvariantCulture),
                (row.NoiseToClip / Math.Sqrt(forecast.Sites)).ToString("P2", CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
        Console.WriteLine("\"Noise to clip\" is the noise in each coordinate of a step's mean gradient, in parts of the clipping norm: what the accuracy depends on.");
        Console.WriteLine("docs/privacy.md shows which accuracies such figures have led to.");
    }

    private static void WriteSiteLevel(SiteNoiseForecast? forecast)
    {
        if (forecast is null)
        {
            Console.WriteLine("Whole sites:      no noise in shares; what sums tell about a site is not bounded (encryption.siteNoise)");
            return;
        }

        Line("Whole sites", $"{forecast.Mechanism} noise in shares, for a site's update replaced by zero, at δ = {forecast.Delta:G2}; made for {forecast.BudgetedRounds:N0} rounds");
        Line("", $"{forecast.Shares} shares are counted on in every sum; {forecast.Colluding} sites of a bucket may collude or leave theirs out");
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("ε of the job", "ε of a round", "Noise of a site to clip", "Norm after rounding", "Step to noise", "Norm of the mean's noise to clip");
        foreach (var row in forecast.Rows)
        {
            table.AddRow(
                (row.IsJob ? "[bold]" : "") + row.Epsilon.ToString("G4", CultureInfo.InvariantCulture) + (row.IsJob ? " (this job)[/]" : ""),
                row.EpsilonOfOneRound.ToString("G3", CultureInfo.InvariantCulture),
                row.Deviation.ToString("G4", CultureInfo.InvariantCulture),
                row.Sensitivity.ToString("F3", CultureInfo.InvariantCulture),
                row.StepToNoise.ToString("G3", CultureInfo.InvariantCulture),
                row.NoiseToClip.ToString("G4", CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
        Console.WriteLine("Both levels are promises of their own: they are not added up, and neither implies the other.");
    }

    private static void Line(string name, FormattableString text) => Console.WriteLine($"{(name.Length > 0 ? name + ":" : ""),-17} {text.ToString(CultureInfo.InvariantCulture)}");

    private static void Line(string name, string text) => Console.WriteLine($"{(name.Length > 0 ? name + ":" : ""),-17} {text}");
}
