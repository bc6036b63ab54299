using System.Collections.Immutable;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Assurance.Taxonomies;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Lab.RedTeam.Reports;

namespace FederatedSecure.Lab.Tests.Support;

/// <summary>A report with every outcome and every verdict, and texts that would break a page or a file that did not encode them.</summary>
internal static class SomeReport
{
    public const string Nasty = "<script>alert(1)</script> & \"quoted\" \u0001 ]]>";

    public static ReportInputs Create(bool withGate = true)
    {
        var report = new AssuranceReport("1.2.3+abc", Digest.Of("m"u8), Digest.Of("d"u8), "quick", 42, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), 61.5, 2,
        [
            Probe("utility.clean", Measurement.Part("utility.clean.accuracy", 90, 100)),
            Probe(
                "evasion.pgd-linf",
                Measurement.Part("evasion.pgd.accuracy", 5, 100) with { Setting = "linf, eps 0.1" },
                Measurement.Part("evasion.pgd.accuracy", 50, 100) with { Setting = "linf, eps 0.05" },
                Measurement.Undefined("evasion.pgd.distance", Nasty)) with
            {
                Forward = 1000, Backward = 900, Notes = [Nasty],
                Curves = [new Curve("evasion.pgd.accuracy-over-eps", "Robust accuracy", "eps", "accuracy", [new CurveLine(Nasty, [new(0, 0.9, 0.8, 0.95), new(0.1, 0.05, 0.01, 0.1)])])],
            },
            Probe("privacy.loss-threshold", new Measurement("privacy.loss-threshold.auc", 0.7, 0.65, 0.75, 200) { LargerIsBetter = false }) with
            {
                Curves =
                [
                    new Curve("privacy.loss-threshold.roc", "ROC", "false positive rate", "true positive rate", [new CurveLine("loss", [new(0, 0, 0, 0), new(0.01, 0.05, 0.05, 0.05), new(1, 1, 1, 1)])], true),
                ],
            },
            Probe("defence.jpeg", Measurement.Part("defence.jpeg.undefended-accuracy", 1, 10), Measurement.Part("defence.jpeg.static-accuracy", 8, 10), Measurement.Part("defence.jpeg.adaptive-accuracy", 2, 10), Measurement.Exact("defence.jpeg.clean-cost", 0.03, 10)),
            Probe("fairness.groups", new Measurement("fairness.groups.disparate-impact", 0.7, 0.5, 0.9, 100) { Setting = "age: old against young" }),
            Probe("backdoor.neural-cleanse") with { Outcome = ProbeOutcome.Failed, Reason = Nasty },
            Probe("extraction.knockoff") with { Outcome = ProbeOutcome.Skipped, Reason = "the profile quick leaves it out" },
        ])
        {
            ModelName = "model one.safetensors",
            DataName = "t10k",
            DataRecords = 100,
            Notes = ["A note."],
        };
        var gate = new Gate("clinic",
        [
            new GateRule("utility.clean.accuracy") { AtLeast = 0.5 },
            new GateRule("evasion.pgd.accuracy") { AtLeast = 0.5, Because = Nasty },
            new GateRule("evasion.pgd.distance") { AtLeast = 1 },
            new GateRule("privacy.loss-threshold.auc") { AtMost = 0.6 },
            new GateRule("extraction.knockoff.fidelity") { AtMost = 0.9, IsRequired = false },
        ]);
        var pictures = ImmutableDictionary<string, ImmutableArray<Picture>>.Empty.Add(
            "evasion.pgd-linf", [new Picture("adversarial", Nasty, 1, 2, 2, [0, 0.25f, 0.5f, 1]), new Picture("adversarial", "3 → 8", 3, 1, 1, [1, 0, 0])]);
        return new ReportInputs(report, withGate ? gate.Judge(report) : null, pictures, "lab redteam --model model.safetensors --data t10k --profile quick --seed 42", 1);
    }

    private static ProbeReport Probe(string id, params Measurement[] measurements)
    {
        var kind = Enum.Parse<ProbeClass>(id.Split('.')[0], ignoreCase: true);
        return new ProbeReport(id, kind, $"What {id} does", "Somebody & Others, 2020", ProbeOutcome.Ran, 7, 1.5) { Measurements = [.. measurements], Taxa = TaxonomyMap.IdsOf(id, kind) };
    }
}
