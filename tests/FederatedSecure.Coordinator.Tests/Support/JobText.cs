using System.Globalization;

namespace FederatedSecure.Coordinator.Tests.Support;

/// <summary>Job files.</summary>
internal static class JobText
{
    /// <summary>15 parameters.</summary>
    public const string Small = """{ "input": [4], "layers": [ { "type": "linear", "out": 3 }, { "type": "softmax-head", "classes": 3 } ] }""";

    /// <summary>615,000 parameters: updates of three chunks.</summary>
    public const string Large = """{ "input": [1024], "layers": [ { "type": "linear", "out": 600 }, { "type": "softmax-head", "classes": 600 } ] }""";

    public static string Of(
        int sites = 2,
        int? minimumReports = null,
        int rounds = 1,
        double overSelection = 0,
        double validation = 0,
        int attempts = 3,
        string model = Small,
        string optimizer = """{ "name": "fedavg" }""",
        string weighting = "examples",
        string dataSet = "digits",
        ulong seed = 1,
        string? release = null) => string.Create(CultureInfo.InvariantCulture, $$"""
            {
              // As an operator would write it.
              "name": "test", "protection": "plain", "dataSet": "{{dataSet}}", "model": {{model}},
              "training": { "validationFraction": {{validation}} }, "privacy": { "mechanism": "none" },
              "aggregation": { "weighting": "{{weighting}}", "serverOptimizer": {{optimizer}} },
              "rounds": {{rounds}}, "cohort": { "size": {{sites}}, "overSelection": {{overSelection}} },
              "deadline": "00:10:00", "minimumReports": {{minimumReports ?? sites}}, "lease": "00:01:00", "attempts": {{attempts}}, "seed": {{seed}},
              {{(release is null ? "" : $"\"release\": {release}")}}
            }
            """);

    /// <summary>A gate of two rules, as the release section of a job.</summary>
    public static string Gate(int required = 1, string when = "last", params string[] evaluators) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "gate": { "name": "test gate", "rules": [
            { "measurement": "utility.accuracy", "atLeast": 0.8, "because": "users rely on it" },
            { "measurement": "backdoor.*.success", "atMost": 0.2 },
          ] },
          "evaluators": [{{string.Join(", ", evaluators.Select(name => $"\"{name}\""))}}], "required": {{required}}, "when": "{{when}}", "profile": "quick",
        }
        """);

    /// <summary>A job of which nothing but sums is opened.</summary>
    public static string Encrypted(
        int sites = 6, int? minimumReports = null, int rounds = 1, double validation = 0, int bucketSize = 3, string model = Small, int bits = 16, string? siteNoise = null) => Of(
            sites, minimumReports, rounds, validation: validation, model: model, weighting: "uniform").Replace(
                "\"protection\": \"plain\"",
                string.Create(CultureInfo.InvariantCulture, $"\"encryption\": {{ \"bucketSize\": {bucketSize}, \"bits\": {bits}{(siteNoise is null ? "" : $", \"siteNoise\": {siteNoise}")} }}"),
                StringComparison.Ordinal);
}
