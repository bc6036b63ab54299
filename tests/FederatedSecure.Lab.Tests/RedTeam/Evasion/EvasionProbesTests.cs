using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Probing;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Data;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion;

public class EvasionProbesTests
{
    [Fact]
    public void All_WhiteBoxProbesOnATable_GiveFiguresThatFitTogether()
    {
        using var one = new LinearCase(classes: 3, features: 8, records: 40, seed: 1);
        var subject = Subject(Networks.Linear(one.W, one.B), one.Data);
        Assert.All(WhiteBoxProbes, probe => Assert.Null(probe.NotApplicable(subject)));

        var results = WhiteBoxProbes.ToDictionary(probe => probe.Id, probe => probe.Run(Context(subject)));

        var all = results.Values.SelectMany(result => result.Measurements).ToArray();
        Assert.All(all, one => Assert.True(one.Id.StartsWith("evasion.", StringComparison.Ordinal) || one.Id == "utility.accuracy", one.Id));
        Assert.All(all.Where(one => one.Id.EndsWith(".accuracy", StringComparison.Ordinal)), one =>
        {
            Assert.Null(one.Problem);
            Assert.InRange(one.Value, one.Lower, one.Upper);
        });
        Assert.Equal(all.Length, all.Select(one => (one.Id, one.Setting)).Distinct().Count());
        Assert.Equal(1, Value("utility.accuracy", ""));
        foreach (var setting in new[] { "linf, eps 0.1", "linf, eps 0.5" })
        {
            Assert.True(Value("evasion.autoattack.accuracy", setting) <= Value("evasion.pgd.accuracy", setting));
            Assert.True(Value("evasion.pgd.accuracy", setting) <= Value("evasion.fgsm.accuracy", setting));
        }

        Assert.All(results.Values.SelectMany(result => result.Curves), curve => Assert.All(curve.Lines, line =>
            Assert.Equal(line.Points.OrderBy(point => point.X).ThenByDescending(point => point.Y), line.Points)));

        double Value(string id, string setting) => Assert.Single(all, one => one.Id == id && one.Setting == setting).Value;
    }

    [Fact]
    public void Run_SameContext_GivesTheSameFigures()
    {
        using var one = new LinearCase(classes: 3, features: 8, records: 20, seed: 2);
        var subject = Subject(Networks.Linear(one.W, one.B), one.Data);

        foreach (var probe in WhiteBoxProbes)
        {
            Assert.Equal(probe.Run(Context(subject)).Measurements, probe.Run(Context(subject)).Measurements);
        }
    }

    [Fact]
    public void Pgd_Digits_ShowsThemBeforeAndAfter()
    {
        var data = Digits.Test.Select([.. Enumerable.Range(0, 30)]);

        var result = new PgdProbe(Norm.Linf).Run(Context(Subject((Networks.DigitNetwork, Digits.Weights), data)));

        Assert.Equal(["linf, eps 0.1", "linf, eps 0.3"], result.Measurements.Select(one => one.Setting));
        Assert.Equal(20, result.Pictures.Length);
        Assert.All(result.Pictures.Chunk(2), pair =>
        {
            Assert.StartsWith($"{pair[0].Caption} → ", pair[1].Caption, StringComparison.Ordinal);
            var largest = pair[0].Pixels.Zip(pair[1].Pixels, (clean, seen) => Math.Abs(clean - seen)).Max();
            Assert.InRange(largest, 1e-3f, 0.3f + 1e-5f);
        });
    }

    [Fact]
    public void CleanAccuracy_UselessModels_SayWhy()
    {
        using var one = new LinearCase(classes: 3, features: 4, records: 20, seed: 3);
        float[][] zeros = [.. one.W.Select(row => new float[row.Length])];

        Assert.Contains("for every record", Problem((Networks.Linear(zeros, [0, 1, 0])), one.Data), StringComparison.Ordinal);
        Assert.Contains("no finite numbers for 20 of 20", Problem(Networks.Linear(one.W, [float.NaN, 0, 0]), one.Data), StringComparison.Ordinal);
        Assert.Contains("one class", Problem(Networks.Linear(one.W, one.B), one.Data with { Labels = new int[20] }), StringComparison.Ordinal);
        Assert.Contains("no samples", Problem(Networks.Linear(one.W, one.B), one.Data.Select([])), StringComparison.Ordinal);
    }

    [Fact]
    public void WhiteBoxProbes_BlackBox_AreNotApplicable()
    {
        using var one = new LinearCase(classes: 3, features: 4, records: 5, seed: 4);
        var subject = Subject(Networks.Linear(one.W, one.B), one.Data) with { Weights = null };

        Assert.All(WhiteBoxProbes.Where(probe => probe.Class == ProbeClass.Evasion), probe => Assert.Contains("black box", probe.NotApplicable(subject), StringComparison.Ordinal));
    }

    private static IEnumerable<Probe> WhiteBoxProbes => EvasionProbes.All.Where(probe => probe is WhiteBoxProbe or CleanAccuracyProbe);

    private static string Problem((ModelSpec, float[]) model, DataSet data) => new CleanAccuracyProbe().Run(Context(Subject(model, data))).Measurements[0].Problem!;

    private static ProbeSubject Subject((ModelSpec Spec, float[] Weights) model, DataSet data) =>
        new(() => new SpecTarget(model.Spec, model.Weights, CPU), data) { Spec = model.Spec, Weights = model.Weights };

    private static ProbeContext Context(ProbeSubject subject) => new(subject, ProbeCost.Quick, 1, new Progress<double>(), CancellationToken.None);
}
