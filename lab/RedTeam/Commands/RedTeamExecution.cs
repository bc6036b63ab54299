using System.Globalization;
using System.Reflection;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Reports;
using FederatedSecure.Lab.RedTeam.Runs;
using FederatedSecure.Lab.RedTeam.Subjects;
using Spectre.Console;

namespace FederatedSecure.Lab.RedTeam.Commands;

/// <summary>One call of `lab redteam`: read everything, attack, judge, write.</summary>
internal static class RedTeamExecution
{
    /// <summary>Version of this program.</summary>
    public static string ToolVersion { get; } =
        typeof(RedTeamExecution).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Runs.</summary>
    public static int Run(RedTeamOptions options, CancellationToken cancellation)
    {
        // What is wrong with small files is said before minutes are spent on attacks.
        var gate = options.Gate is null ? null : GateFile.Read(options.Gate);
        var baseline = options.Baseline is null ? null : ReadReport(options.Baseline);
        using var signer = options.Key is null ? null : EvaluatorKey.Read(options.Key, options.Certificate!);
        var loaded = SubjectLoader.Load(options.Files, options.Claim);
        var inputs = new RunInputs(loaded.Subject, loaded.ModelDigest, loaded.DataDigest, options.Profile, options.Seed, ToolVersion)
        {
            ModelName = loaded.ModelName,
            DataName = loaded.DataName,
            TrainingDigest = loaded.TrainingDigest,
            Only = options.Only,
            Notes = loaded.Notes,
        };
        if (options.Only is { } only && !ProbeCatalogue.All.Any(probe => only.Split(',', StringSplitOptions.TrimEntries).Any(pattern => Wildcard.Matches(pattern, probe.Id))))
        {
            throw BadInput.Of($"No probe is called {only}.", "lab redteam list shows their names.");
        }

        Directory.CreateDirectory(options.Out);
        var run = new SuiteRun(inputs, ProbeCatalogue.All, Path.Combine(options.Out, ReportFolder.Probes), options.Threads, TimeProvider.System);
        var isLive = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;
        var result = isLive
            ? BarSuiteDisplay.Run(AnsiConsole.Console, display => run.Run(display, cancellation))
            : run.Run(new PlainSuiteDisplay(Console.Out), cancellation);
        var verdict = gate?.Judge(result.Report, baseline);
        var code = CodeOf(verdict, result.Report, options.IsStrict);
        ReportFolder.Write(options.Out, new ReportInputs(result.Report, verdict, result.Pictures, ReproduceLine.Of(options), code), signer);
        VerdictPrint.Write(Console.Out, result.Report, verdict);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Path.Combine(Path.GetFullPath(options.Out), ReportFolder.Page)} shows it all ({result.Report.Seconds:F0} s, {options.Threads} threads)."));
        return code;
    }

    /// <summary>The exit code of a verdict; without a gate, whether every probe came to an end.</summary>
    internal static int CodeOf(GateResult? verdict, AssuranceReport report, bool isStrict) => verdict?.Verdict switch
    {
        Verdict.Fail => RedTeamExit.Fail,
        Verdict.Invalid => RedTeamExit.Undecided,
        Verdict.Inconclusive when isStrict => RedTeamExit.Undecided,
        null when report.Probes.Any(probe => probe.Outcome == ProbeOutcome.Failed) => RedTeamExit.Undecided,
        _ => RedTeamExit.Pass,
    };

    /// <summary>Reads a report, or says why it cannot be.</summary>
    internal static AssuranceReport ReadReport(string path)
    {
        try
        {
            var reading = AssuranceReport.Read(File.ReadAllBytes(path));
            return reading.IsGood ? reading.Report : throw BadInput.Of($"{path}: {reading.Problem}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw BadInput.Of($"{path} cannot be read: {exception.Message}", inner: exception);
        }
    }
}
