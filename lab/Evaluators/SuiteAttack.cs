using System.Globalization;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Work;
using FederatedSecure.Lab.RedTeam.Commands;
using FederatedSecure.Lab.RedTeam.Evasion.Tabular;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Reports;
using FederatedSecure.Lab.RedTeam.Runs;
using FederatedSecure.Lab.RedTeam.Subjects;
using FederatedSecure.Lab.RedTeam.Subjects.Backdoors;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using TorchSharp;

namespace FederatedSecure.Lab.Evaluators;

/// <summary>Attacks candidates with the whole suite, as `lab redteam` does, and writes the same pages.</summary>
/// <param name="directory">The evaluator's directory, for its key.</param>
/// <param name="threads">Probes that run at a time.</param>
/// <param name="time">For how long it takes.</param>
/// <param name="output">Where progress is told.</param>
/// <param name="backdoors">What the evaluator knows or suspects.</param>
internal sealed class SuiteAttack(ClientDirectory directory, int threads, TimeProvider time, TextWriter output, BackdoorFiles backdoors) : ICandidateAttack
{
    /// <inheritdoc/>
    public AssuranceReport Attack(CandidateTask task, string modelFile, DataSet records, string folder, CancellationToken cancellation)
    {
        var subject = SubjectOf(task, modelFile, records);
        var inputs = new RunInputs(subject, task.File.Digest, DataDigest.Of(subject.Test), task.Profile, task.Seed, RedTeamExecution.ToolVersion)
        {
            ModelName = task.Id.ToString(),
            DataName = task.DataSet,
            Notes =
            [
                .. subject.Constraints is null ? [] : new[] { "Numeric features were brought to mean 0 and deviation 1 with the statistics of the evaluator's records; each site trained with its own." },
                .. subject.KnownBackdoors.IsEmpty ? [] : new[] { BackdoorNote.Of(subject.KnownBackdoors, records.ClassNames) },
            ],
        };
        var run = new SuiteRun(inputs, ProbeCatalogue.All, Path.Combine(folder, ReportFolder.Probes), threads, time);
        var result = run.Run(new PlainSuiteDisplay(output), cancellation);
        var verdict = task.Gate.Judge(result.Report);
        var command = string.Create(
            CultureInfo.InvariantCulture,
            $"lab redteam --model MODEL --data {task.DataSet}{(backdoors.For(task.DataSet) is { } file ? $" --backdoors {Path.GetFileName(file)}" : "")} --profile {task.Profile.ToString().ToLowerInvariant()} --seed {task.Seed}");
        using var signer = EvaluatorKey.Read(directory.KeyFile, directory.CertificateFile);
        ReportFolder.Write(
            folder, new ReportInputs(result.Report, verdict, result.Pictures, command, RedTeamExecution.CodeOf(verdict, result.Report, isStrict: false)), signer);
        return result.Report;
    }

    private ProbeSubject SubjectOf(CandidateTask task, string modelFile, DataSet records)
    {
        var spec = task.Model;
        Require(
            spec.Input.SequenceEqual(records.FeatureShape),
            $"the model takes records of shape [{string.Join(", ", spec.Input)}], this evaluator's have [{string.Join(", ", records.FeatureShape)}]");
        Require(spec.Classes == records.Classes, $"the model knows {spec.Classes} classes, this evaluator's records {records.Classes}");
        var weights = ModelDownload.Load(spec, modelFile);
        var standardization = Standardization.Fit(records);
        var test = standardization.Apply(records);
        return new ProbeSubject(() => new SpecTarget(spec, weights, torch.CPU), test)
        {
            Spec = spec,
            Weights = weights,
            Constraints = records.FeatureNames.IsEmpty ? null : TabularConstraints.Of(records, standardization, immutable: []),
            KnownBackdoors = backdoors.Of(task.DataSet, records, standardization),
        };
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new CandidateException("data.does-not-fit", message);
        }
    }
}
