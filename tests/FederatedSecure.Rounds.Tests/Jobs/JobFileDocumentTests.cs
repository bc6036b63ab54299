using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Rounds.Tests.Jobs;

/// <summary>Holds docs/job-file.md and docs/job.schema.json to what the reader does.</summary>
public sealed partial class JobFileDocumentTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "job-file.md"));
    private static readonly JsonObject Schema =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "job.schema.json")))!.AsObject();

    /// <summary>Every field of the schema that has a number's range, by its path in the file.</summary>
    public static TheoryData<string> Numbers =>
        [.. Fields(Schema, "").Where(entry => (string?)entry.Schema["type"] is "integer" or "number").Select(entry => entry.Path)];

    [Fact]
    public void Page_Example_IsAJob()
    {
        var result = Parse(Example());
        Assert.True(result.IsValid, string.Join('\n', result.Problems));
    }

    [Fact]
    public void Page_EveryField_IsExplained() => Assert.All(
        Fields(Schema, "").Where(entry => entry.Path != "$schema"),
        entry => Assert.Contains($"`{entry.Path.Split('.')[^1]}`", Page, StringComparison.Ordinal));

    [Fact]
    public void Schema_EveryField_IsKnownToTheReader()
    {
        foreach (var (path, _) in Fields(Schema, ""))
        {
            // A text fits "$schema", "name" and "dataSet"; everywhere else it is wrong, but never unknown.
            var job = With(path, "text");
            Assert.DoesNotContain(Parse(job).Problems, problem => problem.Message.Contains("unknown", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Schema_Range_IsTheReaderS(string path)
    {
        var schema = Fields(Schema, "").Single(entry => entry.Path == path).Schema;
        var step = (string)schema["type"]! == "integer" ? 1 : 1e-9;
        foreach (var (bound, inside, outside) in ((string, double, double)[])
        [
            ("minimum", 0, -step), ("maximum", 0, step), ("exclusiveMinimum", 1e-9, 0), ("exclusiveMaximum", -1e-9, 0),
        ])
        {
            // Doubles cannot tell the largest seed from its neighbour.
            if (schema[bound]?.GetValue<double>() is { } value && value < 1e18)
            {
                var widen = bound == "maximum" && value > 1e6 && step < 1 ? 1 : step;
                Assert.DoesNotContain(Parse(With(path, value + inside)).Problems, problem => problem.Path == path && problem.Message.StartsWith("must be a", StringComparison.Ordinal));
                Assert.Contains(Parse(With(path, value + (outside == step ? widen : outside))).Problems, problem => problem.Path == path);
            }
        }
    }

    [Fact]
    public void Schema_Defaults_AreTheReaderS()
    {
        foreach (var (path, schema) in Fields(Schema, "").Where(entry => entry.Schema.ContainsKey("default")))
        {
            var with = Parse(With(path, schema["default"]!.DeepClone())).Spec!;
            Assert.Equal(Describe(Parse(Minimal(path)).Spec!), Describe(with));
        }
    }

    [Fact]
    public void Schema_RequiredFields_AreTheReaderS()
    {
        foreach (var required in Schema["required"]!.AsArray().Select(name => (string)name!))
        {
            var job = Minimal(required);
            job.Remove(required);
            Assert.Contains(Parse(job).Problems, problem => problem.Path.StartsWith(required, StringComparison.Ordinal));
        }
    }

    private static IEnumerable<(string Path, JsonObject Schema)> Fields(JsonObject schema, string prefix)
    {
        foreach (var (name, node) in schema["properties"]!.AsObject())
        {
            var path = prefix + name;
            var field = node!.AsObject();
            yield return (path, field);
            if (field.ContainsKey("properties"))
            {
                foreach (var inner in Fields(field, path + "."))
                {
                    yield return inner;
                }
            }
        }
    }

    private static string Describe(JobSpec spec) => string.Create(
        CultureInfo.InvariantCulture,
        $"{spec.Protection} {spec.Encryption} {spec.Training} {spec.Privacy} {spec.Aggregation} {spec.Cohort} {spec.Deadline} {spec.Lease} {spec.MinimumReports} {spec.Attempts} {spec.Seed} {spec.Release?.Required} {spec.Release?.Occasion} {spec.Release?.Profile}");

    /// <summary>A job without anything that has a default: plain, but for what only encrypted ones have.</summary>
    private static JsonObject Minimal(string path) => JsonNode.Parse($$"""
        {
          "name": "x", "dataSet": "x", "rounds": 1,
          {{(path.StartsWith("encryption", StringComparison.Ordinal) || path == "protection"
            ? """ "cohort": { "size": 3 }, "aggregation": { "weighting": "uniform" }, """ + (path.StartsWith("encryption.siteNoise.", StringComparison.Ordinal) ? """ "encryption": { "siteNoise": {} }, """ : "")
            : """ "protection": "plain", "cohort": { "size": 1 }, """)}}
          {{(path.StartsWith("release.", StringComparison.Ordinal)
            ? """ "release": { "gate": { "rules": [ { "measurement": "utility.clean.accuracy", "atLeast": 0.9 } ] }, "evaluators": ["red-team"] }, """
            : "")}}
          "model": { "input": [2], "layers": [ { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 } ] }
        }
        """)!.AsObject();

    private static JsonObject With(string path, JsonNode value)
    {
        var job = Minimal(path);
        var parent = job;
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            if (!parent.ContainsKey(name))
            {
                parent[name] = new JsonObject();
            }

            parent = parent[name]!.AsObject();
        }

        parent[names[^1]] = value;
        return job;
    }

    private static string Example() => ExamplePattern().Match(Page).Groups[1].Value;

    private static JobSpecResult Parse(JsonObject job) => Parse(job.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));

    private static JobSpecResult Parse(string text) => JobFileReader.Parse(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex("```jsonc\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ExamplePattern();
}
