using System.Text;
using System.Text.Json.Nodes;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Assurance.Tests.Support;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Assurance.Tests.Documents;

/// <summary>docs/assurance-report.schema.json says what is written and read.</summary>
public class ReportSchemaTests
{
    private static readonly JsonObject Root =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "assurance-report.schema.json")))!.AsObject();

    private static readonly AssuranceReport Whole = Some.Report(
        Some.Probe("evasion.pgd-linf", new Measurement("evasion.pgd.bound", 1, 0, double.PositiveInfinity, 4) { Setting = "eps 0.1" }, Measurement.Undefined("evasion.pgd.x", "none")) with
        {
            Forward = 1,
            Backward = 2,
            Taxa = ["AML.T0015"],
            Notes = ["One."],
            Curves = [new Curve("a", "b", "c", "d", [new CurveLine("e", [new CurvePoint(1, 2, double.NegativeInfinity, double.NaN)])], true)],
        },
        Some.Failed("evasion.fab", "it broke")) with
    {
        ModelName = "m",
        SpecDigest = Digest.Of("s"u8),
        DataName = "d",
        DataRecords = 1,
        TrainingDigest = Digest.Of("t"u8),
        ClaimedEpsilon = double.PositiveInfinity,
        ClaimedDelta = 0,
        Only = "*",
        Notes = ["Two."],
    };

    [Fact]
    public void Schema_WrittenReports_AreValid()
    {
        var schema = new JsonSchema(Root);

        Assert.Empty(schema.Problems(JsonNode.Parse(Whole.Write())));
        Assert.Empty(schema.Problems(JsonNode.Parse(Some.Report(Some.Probe("evasion.a")).Write())));
    }

    [Fact]
    public void Schema_EveryField_IsWrittenByTheWholeReport()
    {
        var written = JsonNode.Parse(Whole.Write())!;
        foreach (var (schema, nodes) in new (JsonObject, IEnumerable<JsonNode?>)[]
        {
            (Root, [written]), (Definition("probe"), written["probes"]!.AsArray()),
            (Definition("measurement"), written["probes"]![0]!["measurements"]!.AsArray()), (Definition("curve"), written["probes"]![0]!["curves"]!.AsArray()),
        })
        {
            var names = nodes.SelectMany(node => node!.AsObject().Select(field => field.Key)).ToHashSet(StringComparer.Ordinal);
            Assert.Equal(schema["properties"]!.AsObject().Select(field => field.Key).Order(), names.Order());
        }

        static JsonObject Definition(string name) => Root["$defs"]![name]!.AsObject();
    }

    [Theory]
    [InlineData("probe", "probes", 0)]
    [InlineData("measurement", "probes", 0, "measurements", 0)]
    [InlineData("curve", "probes", 0, "curves", 0)]
    public void Schema_RequiredFieldsWithin_AreThoseThatReadingRequires(string definition, params object[] path)
    {
        foreach (var name in Root["$defs"]![definition]!["required"]!.AsArray().Select(name => (string)name!))
        {
            var json = JsonNode.Parse(Whole.Write())!;
            var node = path.Aggregate(json, (at, step) => step is int index ? at[index]! : at[(string)step]!);
            node.AsObject().Remove(name);
            Assert.False(AssuranceReport.Read(Encoding.UTF8.GetBytes(json.ToJsonString())).IsGood, name);
        }
    }

    [Fact]
    public void Schema_RequiredFields_AreThoseThatReadingRequires()
    {
        foreach (var name in Root["required"]!.AsArray().Select(name => (string)name!))
        {
            Assert.False(ReadWithout(name).IsGood, name);
        }

        foreach (var name in Root["properties"]!.AsObject().Select(field => field.Key).Except(Root["required"]!.AsArray().Select(name => (string)name!)))
        {
            Assert.True(ReadWithout(name).IsGood, name);
        }

        static ReportReading ReadWithout(string name)
        {
            var json = JsonNode.Parse(Whole.Write())!.AsObject();
            json.Remove(name);
            return AssuranceReport.Read(Encoding.UTF8.GetBytes(json.ToJsonString()));
        }
    }
}
