using System.Text.Json.Nodes;
using FederatedSecure.Assurance.Taxonomies;
using FederatedSecure.Lab.RedTeam.Reports.Sarif;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Reports;

/// <summary>What SARIF 2.1.0 (OASIS) demands in its text, section by section.</summary>
public class SarifReportTests
{
    private static readonly JsonNode Log = JsonNode.Parse(SarifReport.Of(SomeReport.Create()))!;
    private static readonly JsonNode Run = Log["runs"]!.AsArray().Single()!;

    [Fact]
    public void Log_Version_IsNamed()
    {
        Assert.Equal("2.1.0", (string?)Log["version"]);
        Assert.EndsWith("sarif-schema-2.1.0.json", (string?)Log["$schema"], StringComparison.Ordinal);
    }

    [Fact]
    public void Results_EachVerdict_HasItsKindAndLevel()
    {
        // 3.27.10: where kind is anything but "fail", level is "none".
        Assert.Equal(
            [("pass", "none"), ("fail", "error"), ("open", "none"), ("fail", "warning"), ("fail", "error"), ("notApplicable", "none"), ("fail", "warning")],
            Results().Select(result => ((string)result["kind"]!, (string)result["level"]!)));
    }

    [Fact]
    public void Results_RuleIndex_PointsToTheRuleOfThatId()
    {
        var rules = Run["tool"]!["driver"]!["rules"]!.AsArray();
        Assert.Equal(7, rules.Count);
        foreach (var result in Results().Where(result => result["ruleIndex"] is not null))
        {
            Assert.Equal((string?)result["ruleId"], (string?)rules[(int)result["ruleIndex"]!]!["id"]);
        }

        Assert.Equal(6, Results().Count(result => result["ruleIndex"] is not null));
    }

    [Fact]
    public void Taxa_EveryReference_IsFoundInItsTaxonomy()
    {
        var taxonomies = Run["taxonomies"]!.AsArray();
        var references = Results().SelectMany(result => result["taxa"]!.AsArray())
            .Concat(Run["tool"]!["driver"]!["rules"]!.AsArray().SelectMany(rule => rule!["relationships"]!.AsArray()).Select(relation => relation!["target"]))
            .ToList();
        Assert.NotEmpty(references);
        foreach (var reference in references)
        {
            var component = taxonomies[(int)reference!["toolComponent"]!["index"]!]!;
            Assert.Equal((string?)component["guid"], (string?)reference["toolComponent"]!["guid"]);
            Assert.Contains(component["taxa"]!.AsArray(), taxon => (string?)taxon!["id"] == (string?)reference["id"]);
        }
    }

    [Fact]
    public void Artifact_IsTheModelWithItsDigest()
    {
        var artifact = Run["artifacts"]![0]!;

        Assert.Equal("model%20one.safetensors", (string?)artifact["location"]!["uri"]);
        Assert.Equal(SomeReport.Create().Report.ModelDigest.ToString(), (string?)artifact["hashes"]!["sha-256"]);
    }

    [Fact]
    public void Invocation_BrokenProbe_IsANotificationAndNoSuccess()
    {
        var invocation = Run["invocations"]![0]!;

        Assert.False((bool)invocation["executionSuccessful"]!);
        var notification = Assert.Single(invocation["toolExecutionNotifications"]!.AsArray())!;
        Assert.Equal("backdoor.neural-cleanse", (string?)notification["associatedRule"]!["id"]);
        Assert.Equal(1, (int)invocation["exitCode"]!);
    }

    [Fact]
    public void Fingerprints_OtherFigureOfTheSameModel_AreTheSame()
    {
        var inputs = SomeReport.Create();
        var later = inputs with { Report = inputs.Report with { Seconds = 1, Seed = 43 } };

        Assert.Equal(Fingerprints(SarifReport.Of(inputs)), Fingerprints(SarifReport.Of(later)));
        Assert.Equal(Results().Count, Fingerprints(SarifReport.Of(inputs)).Distinct().Count());

        static List<string?> Fingerprints(byte[] file) =>
            [.. JsonNode.Parse(file)!["runs"]![0]!["results"]!.AsArray().Select(result => (string?)result!["partialFingerprints"]!["modelAndRule/v1"])];
    }

    [Fact]
    public void Nowhere_StandsNull() => Assert.DoesNotContain(": null", Log.ToJsonString(new() { WriteIndented = true }), StringComparison.Ordinal);

    [Fact]
    public void Map_EveryIdentifier_IsInTheCatalogue()
    {
        foreach (var kind in Enum.GetValues<Assurance.Measurements.ProbeClass>())
        {
            foreach (var id in TaxonomyMap.IdsOf("x", kind))
            {
                Assert.NotNull(Taxa.Find(id));
            }
        }

        foreach (var probe in FederatedSecure.Lab.RedTeam.Probes.ProbeCatalogue.All)
        {
            Assert.All(TaxonomyMap.IdsOf(probe.Id, probe.Class), id => Assert.NotNull(Taxa.Find(id)));
        }
    }

    private static List<JsonNode> Results() => [.. Run["results"]!.AsArray().Select(result => result!)];
}
