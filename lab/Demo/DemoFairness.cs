using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Lab.RedTeam.Commands;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Reports;
using FederatedSecure.Lab.RedTeam.Runs;
using FederatedSecure.Lab.RedTeam.Subjects;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using TorchSharp;

namespace FederatedSecure.Lab.Demo;

/// <summary>
/// How the suite looks at fairness, which digits do not show: a logistic regression on the German credit data, women and men, the young
/// and the others, with and without reweighing.
/// </summary>
/// <param name="Records">Test records.</param>
/// <param name="Rows">Disparate impact of each comparison.</param>
/// <param name="Report">Folder with the pages, where they stay; empty otherwise.</param>
public sealed record DemoFairness(int Records, ImmutableArray<DemoFairnessRow> Rows, string Report)
{
    private const string DisparateImpact = "fairness.reweighing.disparate-impact";
    private const double HeldBack = 0.3;

    /// <summary>Trains the model and runs the probes.</summary>
    /// <param name="folder">Where the model and the pages go.</param>
    /// <param name="seed">Everything random follows from it.</param>
    /// <param name="time">For how long it takes.</param>
    /// <param name="cancellation">Ends it.</param>
    internal static DemoFairness Of(string folder, ulong seed, TimeProvider time, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, DemoModel.FileName);
        var subject = Subject(file, seed, cancellation);
        var inputs = new RunInputs(subject, ContentManifest.OfFile(file).Digest, DataDigest.Of(subject.Test), ProbeCost.Standard, seed, RedTeamExecution.ToolVersion)
        {
            ModelName = "logistic regression",
            DataName = "German credit",
            TrainingDigest = DataDigest.Of(subject.Training!),
            Only = "utility.*, fairness.*",
        };
        var run = new SuiteRun(inputs, ProbeCatalogue.All, Path.Combine(folder, ReportFolder.Probes), Environment.ProcessorCount, time);
        var result = run.Run(new PlainSuiteDisplay(TextWriter.Null), cancellation);
        var command = string.Create(CultureInfo.InvariantCulture, $"lab demo --seed {seed}");
        ReportFolder.Write(
            folder, new ReportInputs(result.Report, Gate: null, result.Pictures, command, RedTeamExecution.CodeOf(null, result.Report, isStrict: false)), signer: null);
        return new DemoFairness(subject.Test.Count, Read(result.Report), folder);
    }

    private static ProbeSubject Subject(string file, ulong seed, CancellationToken cancellation)
    {
        var records = DataReader.Read(new DataSource("csv", DemoData.Credit, Schema: DemoData.CreditSchema), AppContext.BaseDirectory);
        var (training, test) = DataSplit.Split(records, HeldBack, seed);
        var standardization = Standardization.Fit(training);
        var (known, unseen) = (standardization.Apply(training), standardization.Apply(test));
        var spec = ModelSpec.Parse(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{ "input": [{{known.RecordLength}}], "layers": [ { "type": "linear", "out": {{known.Classes}} }, { "type": "softmax-head", "classes": {{known.Classes}} } ] }""")));
        var options = new TrainingOptions(LocalEpochs: 10, BatchSize: 32, LearningRate: 0.02, Momentum: 0.9, WeightDecay: 0, Proximal: 0, seed, Threads: 1)
        {
            Device = ComputeDevice.Cpu,
        };
        var weights = CentralModel.Train(spec, known, options, file, cancellation);
        return new ProbeSubject(() => new SpecTarget(spec, weights, torch.CPU), unseen) { Spec = spec, Weights = weights, Training = known };
    }

    private static ImmutableArray<DemoFairnessRow> Read(AssuranceReport report)
    {
        const string without = ", without", with = ", with";
        var found = report.AllMeasurements.Where(measurement => measurement.Id == DisparateImpact).ToDictionary(measurement => measurement.Setting);
        return
        [
            .. from one in found.Values
               where one.Setting.EndsWith(without, StringComparison.Ordinal)
               let comparison = one.Setting[..^without.Length]
               select new DemoFairnessRow(comparison, Figure(one), Figure(found[comparison + with])),
        ];
    }

    private static DemoFigure? Figure(Measurement measurement) =>
        measurement.Problem is null ? new DemoFigure(measurement.Value, measurement.Lower, measurement.Upper) : null;
}
