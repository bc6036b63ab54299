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
        Assert.All(EvasionProbes.All, probe => Assert.Null(probe.NotApplicable(subject)));

        var results = EvasionProbes.All.ToDictionary(probe => probe.Id, probe => probe.Run(Context(subject)));

        var all = results.Values.SelectMany(result => result.Measurements).ToArray();
        Assert.All(all, one => Assert.StartsWith("evasion.", one.Id, StringComparison.Ordinal));
        Assert.All(all.Where(one => one.Id.EndsWith(".accuracy", StringComparison.Ordinal)), one =>
        {
            Assert.Null(one.Problem);
            Assert.InRange(one.Value, one.Lower, one.Upper);
        });
        Assert.Equal(all.Length, all.Select(one => (one.Id, one.Setting)).Distinct().Count());
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

        foreach (var probe in EvasionProbes.All)
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
    public void All_BlackBox_AreNotApplicable()
    {
        using var one = new LinearCase(classes: 3, features: 4, records: 5, seed: 4);
        var subject = Subject(Networks.Linear(one.W, one.B), one.Data) with { Weights = null };

        Assert.All(EvasionProbes.All, probe => Assert.Contains("black box", probe.NotApplicable(subject), StringComparison.Ordinal));
    }

    [Fact]
    public void All_NoRecords_AreNotApplicable()
    {
        using var one = new LinearCase(classes: 3, features: 4, records: 5, seed: 4);
        var subject = Subject(Networks.Linear(one.W, one.B), one.Data.Select([]));

        Assert.All(EvasionProbes.All, probe => Assert.Contains("no test records", probe.NotApplicable(subject), StringComparison.Ordinal));
    }

    private static ProbeSubject Subject((ModelSpec Spec, float[] Weights) model, DataSet data) =>
        new(() => new SpecTarget(model.Spec, model.Weights, CPU), data) { Spec = model.Spec, Weights = model.Weights };

    private static ProbeContext Context(ProbeSubject subject) => new(subject, ProbeCost.Quick, 1, new Progress<double>(), CancellationToken.None);
}
