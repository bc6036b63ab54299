using System.Text;
using System.Text.Json.Nodes;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Assurance.Tests.Support;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Assurance.Tests.Reports;

public class AssuranceReportTests
{
    private static readonly AssuranceReport Whole = Some.Report(
        Some.Probe(
            "evasion.pgd-linf",
            Measurement.Part("evasion.pgd.accuracy", 3, 10) with { Setting = "linf, eps 0.3" },
            Measurement.Undefined("evasion.pgd.distance", "no attack succeeded") with { LargerIsBetter = false },
            new Measurement("evasion.pgd.bound", 1, 0, double.PositiveInfinity, 4)) with
        {
            Forward = 100,
            Backward = 90,
            Taxa = ["AML.T0015"],
            Notes = ["One note."],
            Curves = [new Curve("evasion.pgd.accuracy-over-eps", "Accuracy", "eps", "part", [new CurveLine("pgd", [new CurvePoint(0.1, 0.9, 0.8, 1)])], true)],
        },
        Some.Failed("evasion.fab", "it broke"),
        Some.Skipped("privacy.lira", "there are no training records")) with
    {
        ModelName = "model.safetensors",
        SpecDigest = Digest.Of("spec"u8),
        DataName = "t10k",
        DataRecords = 10,
        TrainingDigest = Digest.Of("t"u8),
        ClaimedEpsilon = 3,
        ClaimedDelta = 1e-5,
        Only = "evasion.*",
    };

    [Fact]
    public void Read_WhatWasWritten_IsTheSameReport()
    {
        var bytes = Whole.Write();

        var reading = AssuranceReport.Read(bytes);

        Assert.Null(reading.Problem);
        Assert.Equal(bytes, reading.Report!.Write());
        Assert.Equal(Whole.ModelDigest, reading.Report.ModelDigest);
        Assert.Equal(Whole.AllMeasurements, reading.Report.AllMeasurements);
        Assert.Equal(Whole.Probes[0].Curves[0].Lines[0].Points, reading.Report.Probes[0].Curves[0].Lines[0].Points);
    }

    [Fact]
    public void Read_OtherVersion_IsRefusedBeforeItsFields()
    {
        var problem = AssuranceReport.Read("""{ "unheardOf": 1, "schemaVersion": 2 }"""u8).Problem;

        Assert.Contains("form 2", problem, StringComparison.Ordinal);
    }

    /// <summary>Changes of the JSON that make it another thing than a report.</summary>
    public static TheoryData<string, string> Faults => new()
    {
        { "an unknown field", """{ "verdict": "pass" }""" },
        { "a field of the wrong type", """{ "profile": 7 }""" },
        { "a profile that does not exist", """{ "profile": "paranoid" }""" },
        { "an enumeration's number", """{ "probes": [ { "class": 1 } ] }""" },
        { "an unknown outcome", """{ "probes": [ { "outcome": "passed" } ] }""" },
        { "a digest that is none", """{ "modelDigest": "abc" }""" },
        { "null for a list", """{ "probes": null }""" },
        { "null for measurements", """{ "probes": [ { "measurements": null } ] }""" },
        { "not a number without a problem", """{ "probes": [ { "measurements": [ { "value": "NaN" } ] } ] }""" },
        { "bounds in the wrong order", """{ "probes": [ { "measurements": [ { "lower": 0.9, "upper": 0.1 } ] } ] }""" },
        { "a probe that did not run, with figures", """{ "probes": [ { "outcome": "skipped", "reason": "x" } ] }""" },
        { "a failed probe without a reason", """{ "probes": [ {}, { "reason": null } ] }""" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Read_Fault_IsRefused(string what, string change)
    {
        var json = JsonNode.Parse(Whole.Write())!;
        Merge(json, JsonNode.Parse(change)!);

        var reading = AssuranceReport.Read(Encoding.UTF8.GetBytes(json.ToJsonString()));

        Assert.False(reading.IsGood, what);
        Assert.NotEmpty(reading.Problem);
    }

    [Theory]
    [InlineData("modelDigest")]
    [InlineData("probes")]
    [InlineData("seed")]
    [InlineData("profile")]
    public void Read_FieldMissing_IsRefused(string field)
    {
        var json = JsonNode.Parse(Whole.Write())!.AsObject();
        json.Remove(field);

        Assert.Contains(field, AssuranceReport.Read(Encoding.UTF8.GetBytes(json.ToJsonString())).Problem, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Read_FieldTwice_IsRefused()
    {
        var text = Encoding.UTF8.GetString(Whole.Write()).Replace("\"profile\": \"quick\"", "\"profile\": \"full\", \"profile\": \"quick\"", StringComparison.Ordinal);

        Assert.False(AssuranceReport.Read(Encoding.UTF8.GetBytes(text)).IsGood);
    }

    [Fact]
    public void Read_ProbeTwice_IsRefused()
    {
        var bytes = (Whole with { Probes = [Whole.Probes[0], Whole.Probes[0]] }).Write();

        Assert.Contains("twice", AssuranceReport.Read(bytes).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{} {}")]
    public void Read_NoReport_IsRefused(string text) => Assert.False(AssuranceReport.Read(Encoding.UTF8.GetBytes(text)).IsGood);

    /// <summary>Objects are merged field by field, lists element by element; all else is replaced.</summary>
    private static void Merge(JsonNode target, JsonNode change)
    {
        if (change is JsonArray items)
        {
            for (var i = 0; i < items.Count; i++)
            {
                Merge(target[i]!, items[i]!);
            }

            return;
        }

        foreach (var (name, value) in change.AsObject())
        {
            if (value is JsonObject or JsonArray && target[name] is not null)
            {
                Merge(target[name]!, value);
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }
}
