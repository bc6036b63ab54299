using System.Globalization;
using System.Text.Json.Nodes;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Assurance.Taxonomies;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Lab.RedTeam.Reports.Sarif;

/// <summary>
/// The run as SARIF 2.1.0 (OASIS), for code scanners: a rule for each probe, a result for each row of the gate, entries of public
/// catalogues as taxa. FAIL is an error, INVALID a warning, INCONCLUSIVE an open question; the others are no problems, and say so.
/// </summary>
internal static class SarifReport
{
    private const string Tool = "FederatedSecure red team";

    /// <summary>The file.</summary>
    public static byte[] Of(ReportInputs inputs)
    {
        var report = inputs.Report;
        var log = new JsonObject
        {
            ["$schema"] = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject { ["driver"] = Driver(report) },
                ["taxonomies"] = SarifTaxonomies.Of(report),
                ["artifacts"] = new JsonArray(Artifact(report)),
                ["invocations"] = new JsonArray(Invocation(inputs)),
                ["results"] = Array(Results(inputs)),
                ["automationDetails"] = new JsonObject { ["id"] = $"redteam/{report.Profile}/{report.ModelDigest}" },
                ["columnKind"] = "utf16CodeUnits",
                ["properties"] = new JsonObject
                {
                    ["profile"] = report.Profile,
                    ["seed"] = report.Seed.ToString(CultureInfo.InvariantCulture),
                    ["dataDigest"] = report.DataDigest.ToString(),
                    ["gate"] = inputs.Gate?.Gate,
                    ["verdict"] = inputs.Gate?.Verdict.Name(),
                },
            }),
        };
        return SarifJson.Write(log);
    }

    internal static JsonArray Array(IEnumerable<JsonNode?> nodes) => new([.. nodes]);

    private static JsonObject Driver(AssuranceReport report) => new()
    {
        ["name"] = Tool,
        ["version"] = report.ToolVersion,
        ["rules"] = Array(report.Probes.Select(Rule)),
    };

    private static JsonObject Rule(ProbeReport probe) => new()
    {
        ["id"] = probe.Id,
        ["name"] = probe.Id,
        ["shortDescription"] = Message(probe.Title),
        ["fullDescription"] = Message($"{probe.Title}. After {probe.Reference}."),
        ["help"] = Message(Findings.Advice.Of(Findings.Severity.High, probe)),
        ["defaultConfiguration"] = new JsonObject { ["level"] = "error" },
        ["relationships"] = Array(probe.Taxa.Select(Taxa.Find).OfType<Taxon>().Select(taxon => (JsonNode)new JsonObject
        {
            ["target"] = SarifTaxonomies.Reference(taxon),
            ["kinds"] = new JsonArray("relevant"),
        })),
        ["properties"] = new JsonObject
        {
            ["class"] = probe.Class.ToString().ToLowerInvariant(),
            ["tags"] = Array([JsonValue.Create("security"), .. probe.Taxa.Select(id => JsonValue.Create(id))]),
            ["riskManagement"] = TaxonomyMap.RiskFunction(probe.Class),
        },
    };

    private static JsonObject Artifact(AssuranceReport report) => new()
    {
        ["location"] = new JsonObject { ["uri"] = Uri.EscapeDataString(report.ModelName) },
        ["roles"] = new JsonArray("analysisTarget"),
        ["hashes"] = new JsonObject { ["sha-256"] = report.ModelDigest.ToString() },
    };

    private static JsonObject Invocation(ReportInputs inputs)
    {
        var report = inputs.Report;
        var failed = report.Probes.Where(probe => probe.Outcome == ProbeOutcome.Failed).ToList();
        return new JsonObject
        {
            ["commandLine"] = inputs.Command,
            ["startTimeUtc"] = Time(report.Started),
            ["endTimeUtc"] = Time(report.Started.AddSeconds(report.Seconds)),
            ["exitCode"] = inputs.ExitCode,
            ["executionSuccessful"] = failed.Count == 0,
            ["toolExecutionNotifications"] = Array(failed.Select(probe => new JsonObject
            {
                ["level"] = "error",
                ["message"] = Message($"{probe.Id} broke off: {probe.Reason}"),
                ["associatedRule"] = new JsonObject { ["id"] = probe.Id, ["index"] = report.Probes.IndexOf(probe) },
            })),
        };
    }

    private static IEnumerable<JsonObject> Results(ReportInputs inputs)
    {
        var report = inputs.Report;
        foreach (var row in inputs.Gate?.Rows ?? [])
        {
            var probe = row.Measurement is { } measurement
                ? report.Probes.FirstOrDefault(probe => probe.Measurements.Contains(measurement))
                : report.Probes.FirstOrDefault(probe => probe.Id == row.Subject);
            var (kind, level) = Kind(row.Verdict);
            var result = new JsonObject
            {
                // A figure that no probe measured still has a rule: that of its own id, which the driver does not list.
                ["ruleId"] = probe?.Id ?? row.Rule?.Measurement ?? row.Subject,
            };
            if (probe is not null)
            {
                result["ruleIndex"] = report.Probes.IndexOf(probe);
            }

            result["kind"] = kind;
            result["level"] = level;
            result["message"] = Message(row.Words);
            result["locations"] = new JsonArray(new JsonObject
            {
                ["physicalLocation"] = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = Uri.EscapeDataString(report.ModelName), ["index"] = 0 } },
                ["logicalLocations"] = new JsonArray(new JsonObject { ["fullyQualifiedName"] = row.Subject, ["kind"] = "member" }),
            });
            // The same model and the same demand are the same finding, whatever the figure came to this time.
            result["partialFingerprints"] = new JsonObject
            {
                ["modelAndRule/v1"] = Digest.Of(System.Text.Encoding.UTF8.GetBytes($"{report.ModelDigest} {row.Subject} {row.Rule?.Measurement} {row.Rule?.Demand}")).ToString(),
            };
            result["taxa"] = Array((probe?.Taxa ?? []).Select(Taxa.Find).OfType<Taxon>().Select(taxon => (JsonNode)SarifTaxonomies.Reference(taxon)));
            result["properties"] = Properties(inputs, row, probe);
            yield return result;
        }
    }

    private static JsonObject Properties(ReportInputs inputs, GateRow row, ProbeReport? probe)
    {
        var properties = new JsonObject { ["verdict"] = row.Verdict.Name(), ["demand"] = row.Rule?.Demand };
        if (row.Measurement is { } measurement)
        {
            properties["measured"] = Number(measurement.Value);
            properties["lower"] = Number(measurement.Lower);
            properties["upper"] = Number(measurement.Upper);
            properties["samples"] = measurement.Samples;
            properties["setting"] = measurement.Setting;
        }

        if (probe is not null)
        {
            properties["reproduce"] = inputs.Reproduce(probe.Id);
            properties["seed"] = probe.Seed.ToString(CultureInfo.InvariantCulture);
        }

        return properties;
    }

    private static (string Kind, string Level) Kind(Verdict verdict) => verdict switch
    {
        Verdict.Fail => ("fail", "error"),
        Verdict.Invalid => ("fail", "warning"),
        Verdict.Inconclusive => ("open", "none"),
        Verdict.Skipped => ("notApplicable", "none"),
        _ => ("pass", "none"),
    };

    private static JsonObject Message(string text) => new() { ["text"] = text };

    private static JsonNode Number(double value) => double.IsFinite(value) ? value : value.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
