using System.Text.Json.Nodes;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Runs;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Numerics;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Runs;

public sealed class SuiteRunTests : IDisposable
{
    private static readonly Measurement Figure = Measurement.Part("evasion.a.accuracy", 3, 10);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_ProbeThrows_IsRecordedAsFailedAndTheRestGoesOn()
    {
        var report = Run([new FakeProbe("evasion.broken", _ => throw new InvalidOperationException("no gradient\nstack")), FakeProbe.Finding("evasion.a", Figure)]);

        var broken = report.Probes[0];
        Assert.Equal(ProbeOutcome.Failed, broken.Outcome);
        Assert.Equal("InvalidOperationException: no gradient", broken.Reason);
        Assert.Empty(broken.Measurements);
        Assert.Equal([Figure], report.Probes[1].Measurements);
        Assert.Equal(Verdict.Invalid, new Gate("g", [new GateRule("evasion.*.accuracy") { AtLeast = 0 }]).Judge(report).Verdict);
    }

    [Fact]
    public void Run_FigureThatIsNoNumber_NeverPassesAGate()
    {
        var report = Run(
        [
            FakeProbe.Finding(
                "evasion.a",
                new Measurement("evasion.a.accuracy", double.NaN, double.NaN, double.NaN, 10),
                new Measurement("evasion.a.accuracy", 0.9, 1, 0.8, 10)),
        ]);

        Assert.All(report.AllMeasurements, figure => Assert.NotNull(figure.Problem));
        Assert.All(
            new Gate("g", [new GateRule("*") { AtLeast = 0, IsRequired = false, Proof = BurdenOfProof.Attacker }]).Judge(report).Rows,
            row => Assert.Equal(Verdict.Invalid, row.Verdict));
        Assert.Null(AssuranceReport.Read(report.Write()).Problem);
    }

    [Fact]
    public void Run_AnyNumberOfThreadsAndSelection_FindsTheSame()
    {
        FakeProbe[] Probes() => [.. Enumerable.Range(0, 8).Select(i => new FakeProbe($"evasion.p{i}", Random))];

        var one = Run(Probes(), threads: 1, folder: "one");
        var four = Run(Probes(), threads: 4, folder: "four");
        var alone = Run(Probes(), folder: "alone", only: "evasion.p5");

        Assert.Equal(WithoutTimes(one), WithoutTimes(four));
        Assert.Equal(one.Probes[5].Measurements, alone.Probes[5].Measurements);
        Assert.Equal(8, one.AllMeasurements.Select(figure => figure.Value).Distinct().Count());
        Assert.NotEqual(one.AllMeasurements, Run(Probes(), folder: "seed", seed: 8).AllMeasurements);
    }

    [Fact]
    public void Run_Interrupted_GoesOnWhereItWasAndFindsTheSame()
    {
        using var source = new CancellationTokenSource();
        var first = new FakeProbe("evasion.a", Random);
        var interrupted = new FakeProbe("evasion.b", context =>
        {
            source.Cancel();
            context.Cancellation.ThrowIfCancellationRequested();
            return Random(context);
        });
        Assert.Throws<OperationCanceledException>(() => Start([first, interrupted], source.Token));
        var display = new SilentDisplay();

        var second = new FakeProbe("evasion.b", Random);
        var resumed = Run([first, second], display: display);

        Assert.Equal((1, 1), (first.Runs, second.Runs));
        Assert.Equal(1, display.Reused);
        Assert.Equal(WithoutTimes(Run([new FakeProbe("evasion.a", Random), new FakeProbe("evasion.b", Random)], folder: "whole")), WithoutTimes(resumed));
    }

    [Fact]
    public void Run_OtherInputs_StartsAnew()
    {
        var probe = FakeProbe.Finding("evasion.a", Figure);
        Run([probe]);
        Run([probe]);
        Assert.Equal(1, probe.Runs);

        Run([probe], seed: 8);

        Assert.Equal(2, probe.Runs);
    }

    [Fact]
    public void Run_BrokenOffBefore_IsTriedAgain()
    {
        var fails = true;
        var probe = new FakeProbe("evasion.a", _ => fails ? throw new IOException("gone") : new ProbeResult([Figure]));
        Run([probe]);
        fails = false;

        Assert.Equal(ProbeOutcome.Ran, Run([probe]).Probes[0].Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"fingerprint\": null}")]
    public void Run_KeptProbeIsDamaged_IsRunAgain(string content)
    {
        var probe = FakeProbe.Finding("evasion.a", Figure);
        Run([probe]);
        File.WriteAllText(Path.Combine(_folder["run"], "evasion.a.json"), content);

        Assert.Equal([Figure], Run([probe]).Probes[0].Measurements);
        Assert.Equal(2, probe.Runs);
    }

    [Fact]
    public void Run_Pictures_SurviveAnInterruption()
    {
        var picture = new Picture("group", "3 → 8", 1, 1, 2, [0, 0.5f]);
        var probe = new FakeProbe("evasion.a", _ => new ProbeResult([Figure]) { Pictures = [picture] });
        Start([probe], TestContext.Current.CancellationToken);

        var kept = Assert.Single(Start([probe], TestContext.Current.CancellationToken).Pictures["evasion.a"]);

        Assert.Equal(1, probe.Runs);
        Assert.Equal(picture.Pixels, kept.Pixels);
        Assert.Equal(picture.Caption, kept.Caption);
    }

    [Fact]
    public void Run_LeftOut_SaysWhy()
    {
        var report = Run(
        [
            new FakeProbe("evasion.slow", Random, ProbeCost.Full),
            new FakeProbe("evasion.grey", Random, notApplicable: "the model is a black box"),
            FakeProbe.Finding("evasion.a", Figure),
        ]);

        Assert.Equal([ProbeOutcome.Skipped, ProbeOutcome.Skipped, ProbeOutcome.Ran], report.Probes.Select(probe => probe.Outcome));
        Assert.Contains("profile quick", report.Probes[0].Reason, StringComparison.Ordinal);
        Assert.Equal("the model is a black box", report.Probes[1].Reason);
    }

    [Fact]
    public void Run_WhatWasAskedOfTheModel_IsCounted()
    {
        var probe = new FakeProbe("evasion.a", context =>
        {
            using var target = context.Subject.Open();
            using var inputs = zeros([3, 2]);
            using var logits = target.Logits(inputs);
            target.CountBackward(2);
            return new ProbeResult([Figure]);
        });

        var found = Run([probe, FakeProbe.Finding("evasion.b", Figure)]).Probes;

        Assert.Equal((3, 2), (found[0].Forward, found[0].Backward));
        Assert.Null(found[1].Forward);
    }

    [Fact]
    public void Run_NothingCanBeKept_StopsWithTheReason()
    {
        // A file stands where the folder should be: the same as a disk that takes nothing.
        File.WriteAllText(_folder["run"], "");

        Assert.ThrowsAny<IOException>(() => Start([FakeProbe.Finding("evasion.a", Figure)], TestContext.Current.CancellationToken));
    }

    private static ProbeResult Random(ProbeContext context)
    {
        var bytes = new byte[4];
        new SeededRandomSource(context.Seed).Fill(bytes);
        return new ProbeResult([Measurement.Exact("evasion.a.accuracy", BitConverter.ToUInt32(bytes) / 4294967296.0, 1)]);
    }

    private static string WithoutTimes(AssuranceReport report)
    {
        var json = JsonNode.Parse((report with { Seconds = 0, Threads = 0, Started = default }).Write())!;
        foreach (var probe in json["probes"]!.AsArray())
        {
            probe!["seconds"] = 0;
        }

        return json.ToJsonString();
    }

    private AssuranceReport Run(
        FakeProbe[] probes, int threads = 2, string folder = "run", ulong seed = 7, string? only = null, SilentDisplay? display = null) =>
        new SuiteRun(SmallSubject.Inputs(seed) with { Only = only }, probes, _folder[folder], threads, TimeProvider.System)
            .Run(display ?? new SilentDisplay(), TestContext.Current.CancellationToken).Report;

    private SuiteResult Start(FakeProbe[] probes, CancellationToken cancellation) =>
        new SuiteRun(SmallSubject.Inputs(), probes, _folder["run"], 1, TimeProvider.System).Run(new SilentDisplay(), cancellation);
}
