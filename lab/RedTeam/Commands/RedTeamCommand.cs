using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Subjects;

namespace FederatedSecure.Lab.RedTeam.Commands;

/// <summary>`lab redteam`: attacks a model and writes the report.</summary>
internal static class RedTeamCommand
{
    private const string Name = "redteam";
    private static readonly Option<string> Model = new("--model") { Description = "The model: weights in safetensors, or a TorchScript (.pt) or ONNX file, which is a black box.", HelpName = "FILE", Required = true };
    private static readonly Option<string> Data = new("--data") { Description = "Test records that the model has not seen: an IDX or CSV file, a folder of pictures, or a folder with IDX files t10k-….", HelpName = "PATH", Required = true };
    private static readonly Option<string?> Labels = new("--labels") { Description = "Labels of IDX test records, where their name does not follow.", HelpName = "FILE" };
    private static readonly Option<string?> Schema = new("--schema") { Description = "Schema of CSV files; NAME.schema.json beside them by default.", HelpName = "FILE" };
    private static readonly Option<string?> Training = new("--training") { Description = "Records that the model was trained on, for attacks on privacy; the same kinds as --data.", HelpName = "PATH" };
    private static readonly Option<string?> TrainingLabels = new("--training-labels") { Description = "Labels of IDX training records, where their name does not follow.", HelpName = "FILE" };
    private static readonly Option<string?> Spec = new("--spec") { Description = "The model's specification, or the job file that has one; looked for beside the weights by default.", HelpName = "FILE" };
    private static readonly Option<string?> Immutable = new("--immutable") { Description = "Features of tables that an attacker cannot change, separated by commas; a column's name stands for all its features.", HelpName = "NAMES" };
    private static readonly Option<string?> Backdoors = new("--backdoors") { Description = "Backdoors that somebody knows or suspects (docs/red-team.md): their marks are tried instead of published ones.", HelpName = "FILE" };
    private static readonly Option<bool> TrustTorchScript = new("--trust-torchscript") { Description = "Load a TorchScript file although such files hold code." };
    private static readonly Option<string> Profile = new("--profile") { Description = "How thoroughly: quick (minutes), standard, or full (as in the papers).", HelpName = "quick|standard|full", DefaultValueFactory = _ => "quick" };
    private static readonly Option<string?> Gate = new("--gate") { Description = "What the figures have to be (docs/red-team.md); \"default\" for the one that comes along.", HelpName = "FILE" };
    private static readonly Option<string?> Baseline = new("--baseline") { Description = "report.json of the last release, for rules that compare with it.", HelpName = "FILE" };
    private static readonly Option<string> Out = new("--out") { Description = "Folder for the report and finished probes. Run again, it goes on where it was.", HelpName = "DIR", DefaultValueFactory = _ => "redteam-report" };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Everything random follows from it.", HelpName = "N", DefaultValueFactory = _ => 1UL };
    private static readonly Option<int> Threads = new("--threads") { Description = "Probes that run at a time; all processors by default. Results do not depend on it.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
    private static readonly Option<string?> Only = new("--only") { Description = "Run only probes with these names, separated by commas; \"*\" stands for anything.", HelpName = "PATTERN" };
    private static readonly Option<double?> Epsilon = new("--claim-epsilon") { Description = "The promised ε of the training for a single record; audits look for a contradiction.", HelpName = "X" };
    private static readonly Option<double?> Delta = new("--claim-delta") { Description = "The promised δ; 1e-5 by default.", HelpName = "X" };
    private static readonly Option<bool> Strict = new("--strict") { Description = "End with code 2 where a rule is INCONCLUSIVE, too." };
    private static readonly Option<string?> Key = new("--key") { Description = "The evaluator's private key (PEM): signs the report.", HelpName = "FILE" };
    private static readonly Option<string?> Certificate = new("--certificate") { Description = "The evaluator's certificate (PEM).", HelpName = "FILE" };

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command(Name, """
            Attacks a finished model (evasion, backdoors, privacy, extraction), measures its defences, checks fairness and drift, judges
            the figures by a gate, and writes one report: report.html, report.json, report.sarif, junit.xml and model-card.md.

            Exit codes: 0 passes, 1 fails, 2 undecided, 3 wrong input, 4 broke off, 130 interrupted.

            Examples:
              lab redteam --model demo/model.safetensors --data Data/mnist --gate default
              lab redteam --model m.safetensors --spec job.json --data test.csv --training train.csv --profile full --gate gate.json --out report
              lab redteam list
              lab redteam verify report/report.json --gate gate.json
            """)
        {
            Model, Data, Labels, Schema, Training, TrainingLabels, Spec, Immutable, Backdoors, TrustTorchScript, Profile, Gate, Baseline, Out, Seed, Threads, Only, Epsilon, Delta,
            Strict, Key, Certificate, ListCommand.Create(), VerifyCommand.Create(),
        };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => RedTeamErrors.Run(() => RedTeamExecution.Run(Read(parsed), cancellation), cancellation), CancellationToken.None));
        return command;
    }

    /// <summary>Whether a command line is one of ours: what is wrong with it then has our exit code, since 1 would be a verdict.</summary>
    public static bool IsMeantBy(ParseResult parsed)
    {
        for (SymbolResult? result = parsed.CommandResult; result is not null; result = result.Parent)
        {
            if (result is CommandResult { Command.Name: Name })
            {
                return true;
            }
        }

        return false;
    }

    private static RedTeamOptions Read(ParseResult parsed)
    {
        var threads = parsed.GetValue(Threads);
        if (threads is < 1 or > 1024)
        {
            throw BadInput.Of("--threads must be from 1 to 1024.");
        }

        var key = parsed.GetValue(Key);
        var certificate = parsed.GetValue(Certificate);
        return (key is null) != (certificate is null)
            ? throw BadInput.Of("--key and --certificate belong together.", "Name both, or none for an unsigned report.")
            : new RedTeamOptions(
                new SubjectFiles(parsed.GetValue(Model)!, parsed.GetValue(Data)!)
                {
                    Labels = parsed.GetValue(Labels),
                    Schema = parsed.GetValue(Schema),
                    Spec = parsed.GetValue(Spec),
                    Training = parsed.GetValue(Training),
                    TrainingLabels = parsed.GetValue(TrainingLabels),
                    Immutable = parsed.GetValue(Immutable)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
                    Backdoors = parsed.GetValue(Backdoors),
                    TrustsTorchScript = parsed.GetValue(TrustTorchScript),
                },
                ProfileOf(parsed.GetValue(Profile)!),
                parsed.GetValue(Out)!,
                parsed.GetValue(Seed),
                threads)
            {
                Gate = parsed.GetValue(Gate),
                Baseline = parsed.GetValue(Baseline),
                Only = parsed.GetValue(Only),
                Claim = ClaimOf(parsed.GetValue(Epsilon), parsed.GetValue(Delta)),
                IsStrict = parsed.GetValue(Strict),
                Key = key,
                Certificate = certificate,
            };
    }

    /// <summary>Numbers are no names: "--profile 1" is a mistake.</summary>
    private static ProbeCost ProfileOf(string name) => name switch
    {
        "quick" => ProbeCost.Quick,
        "standard" => ProbeCost.Standard,
        "full" => ProbeCost.Full,
        _ => throw BadInput.Of($"There is no profile \"{name}\".", "Take quick, standard or full."),
    };

    private static PrivacyClaim? ClaimOf(double? epsilon, double? delta) => (epsilon, delta) switch
    {
        (null, null) => null,
        (null, _) => throw BadInput.Of("--claim-delta says nothing without --claim-epsilon.", "Give both."),
        ({ } value, _) when !(value >= 0 && double.IsFinite(value)) => throw BadInput.Of("--claim-epsilon must be a number, at least 0."),
        (_, { } value) when !(value is >= 0 and < 1) => throw BadInput.Of(
            string.Create(CultureInfo.InvariantCulture, $"--claim-delta must be at least 0 and below 1; {value} is not.")),
        ({ } value, _) => new PrivacyClaim(value, delta ?? 1e-5),
    };
}
