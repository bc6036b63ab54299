using System.Collections.Immutable;
using System.Text.Json;
using FederatedSecure.Client.Privacy;
using FederatedSecure.Client.Sanitization;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Files;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;

namespace FederatedSecure.Client.Policy;

/// <summary>Reads and writes <c>policy.json</c>: JSON with comments, made by people.</summary>
public static class PolicyFile
{
    /// <summary>What <c>client join</c> writes.</summary>
    public const string Template = """
        {
          // What this site is willing to do. It always wins over what the coordinator wishes. Changes count from the next offer on.

          // Names of jobs that are accepted; * stands for anything.
          "jobs": ["*"],

          // Data sets that may be used, out of those that `client data add` named; * stands for anything.
          "dataSets": ["*"],

          // Largest model in parameters (4 bytes each), and most values that one record may produce in all its layers.
          "maximumParameters": 50000000,
          "maximumActivations": 16777216,

          // Times of day at which work may begin, by this machine's clock, for example ["22:00-06:00"]. Empty: always.
          "hours": [],

          // Most rounds of one job, and most passes over the data in one round.
          "maximumRoundsPerJob": 1000,
          "maximumLocalEpochs": 100,

          // Smallest number of sites in a round.
          "minimumCohort": 2,

          // Whether updates may travel so that the coordinator can read them.
          "allowPlain": false,

          // Whether this site trains without differential privacy when a job asks for that.
          "allowNonPrivate": false,

          // What all jobs together may tell about one record of a data set: ε at δ, which must be far less than one in the number of
          // records. By the data sets' names; the first that fits counts. `client privacy` shows what is spent.
          "privacyBudgets": { "*": { "epsilon": 10, "delta": 1e-5 } },

          // Whether the coordinator may put into the model's card what a job has spent here.
          "publishPrivacy": true,

          // What trains: "auto" takes an NVIDIA GPU where there is one, "cpu" and "cuda" insist. A GPU takes a client that was built for
          // it: docs/operator-guide.md.
          "device": "auto",

          // Records that are left out of training, by the data sets' names; `client data sanitize` shows which they would be. For example
          // { "*": { "bounds": { "age": [0, 120] }, "duplicates": true, "robustZ": 8, "maximumRemoved": 0.02 } }. What depends on other
          // records (z, robustZ, isolationForest, labelNoise) is left undone in private jobs: docs/operator-guide.md.
          "sanitization": {},

          // In encrypted jobs: the fewest sites whose sum may be opened, and the fewest share holders who must agree to that.
          "minimumBucket": 3,
          "minimumThreshold": 2,

          // Fingerprints of the sites that this site trains with, itself included; `client status` tells each site its own. Empty: any
          // site that the coordinator's authority vouches for.
          "roster": []
        }

        """;

    private static readonly string[] Names =
    [
        "jobs", "dataSets", "maximumParameters", "maximumActivations", "hours", "maximumRoundsPerJob", "maximumLocalEpochs", "minimumCohort",
        "allowPlain", "allowNonPrivate", "privacyBudgets", "publishPrivacy", "threads", "device", "minimumBucket", "minimumThreshold", "roster", "maximumMembershipRank",
        "maximumSiteEpsilon", "sanitization",
    ];

    /// <summary>Writes the template where there is no policy yet.</summary>
    public static void WriteTemplate(string path)
    {
        if (!File.Exists(path))
        {
            PrivateFile.Write(path, Template);
        }
    }

    /// <summary>Reads a policy.</summary>
    /// <exception cref="CommandException">It is wrong. A policy that cannot be understood allows nothing.</exception>
    public static SitePolicy Read(string path)
    {
        try
        {
            // Through a reader, which takes off the byte order mark that some editors put in front.
            using var document = JsonDocument.Parse(
                File.ReadAllText(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 8 });
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw Wrong($"{path}({(exception.LineNumber ?? 0) + 1}): this is not JSON: {exception.Message.Split(" LineNumber:", 2)[0]}", exception);
        }
        catch (FormatException exception)
        {
            throw Wrong($"{path}: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // Text that is no Unicode is only noticed when it is taken out.
            throw Wrong($"{path}: some text in it is not valid Unicode: save it as UTF-8", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"The policy cannot be read: {exception.Message}", exception);
        }
    }

    private static CommandException Wrong(string message, Exception exception) => new(
        ExitCode.BadInput, message, "Correct the file and check it with `client policy check`. Until then this site accepts nothing.", exception);

    private static SitePolicy Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("a policy is a JSON object: { … }");
        }

        foreach (var property in root.EnumerateObject().Where(property => !Names.Contains(property.Name)))
        {
            throw new FormatException($"\"{property.Name}\" is unknown. {Suggestion.Sentence(property.Name, Names)}");
        }

        var defaults = new SitePolicy();
        return new SitePolicy
        {
            Jobs = Texts(root, "jobs") ?? defaults.Jobs,
            DataSets = Texts(root, "dataSets") ?? defaults.DataSets,
            MaximumParameters = Whole(root, "maximumParameters", ModelLimits.ParameterCeiling) ?? defaults.MaximumParameters,
            MaximumActivations = Whole(root, "maximumActivations", long.MaxValue) ?? defaults.MaximumActivations,
            Hours = Hours(root) ?? defaults.Hours,
            MaximumRoundsPerJob = (int?)Whole(root, "maximumRoundsPerJob", int.MaxValue) ?? defaults.MaximumRoundsPerJob,
            MaximumLocalEpochs = (int?)Whole(root, "maximumLocalEpochs", int.MaxValue) ?? defaults.MaximumLocalEpochs,
            MinimumCohort = (int?)Whole(root, "minimumCohort", int.MaxValue) ?? defaults.MinimumCohort,
            AllowPlain = Flag(root, "allowPlain") ?? defaults.AllowPlain,
            AllowNonPrivate = Flag(root, "allowNonPrivate") ?? defaults.AllowNonPrivate,
            PrivacyBudgets = Budgets(root) ?? defaults.PrivacyBudgets,
            Sanitization = root.TryGetProperty("sanitization", out var rules) ? SanitizationReader.Read(rules) : defaults.Sanitization,
            PublishPrivacy = Flag(root, "publishPrivacy") ?? defaults.PublishPrivacy,
            MinimumBucket = (int?)Whole(root, "minimumBucket", int.MaxValue) ?? defaults.MinimumBucket,
            MinimumThreshold = (int?)Whole(root, "minimumThreshold", int.MaxValue) ?? defaults.MinimumThreshold,
            Roster = Fingerprints(root) ?? defaults.Roster,
            MaximumMembershipRank = (int?)Whole(root, "maximumMembershipRank", int.MaxValue),
            MaximumSiteEpsilon = Positive(root, "maximumSiteEpsilon"),
            Threads = (int?)Whole(root, "threads", 1024) ?? defaults.Threads,
            Device = Device(root) ?? defaults.Device,
        };
    }

    private static ImmutableArray<string>? Texts(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : throw new FormatException($"{name} must be a list of texts, for example [\"*\"]");
    }

    private static ImmutableArray<HourRange>? Hours(JsonElement root) => Texts(root, "hours") is not { } texts
        ? null
        : [.. texts.Select(text => HourRange.TryParse(text, out var range) ? range : throw new FormatException($"hours: \"{text}\" is no range like \"22:00-06:00\""))];

    private static ImmutableArray<Digest>? Fingerprints(JsonElement root) => Texts(root, "roster") is not { } texts
        ? null
        : [.. texts.Select(text => Digest.TryParse(text, out var fingerprint)
            ? fingerprint
            : throw new FormatException($"roster: \"{text}\" is no fingerprint: 64 hexadecimal digits, as `client status` prints them"))];

    private static ImmutableArray<KeyValuePair<string, PrivacyBudget>>? Budgets(JsonElement root)
    {
        if (!root.TryGetProperty("privacyBudgets", out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Object
            ? [.. value.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, Budget(property)))]
            : throw new FormatException("privacyBudgets must be an object, for example { \"*\": { \"epsilon\": 10, \"delta\": 1e-5 } }");
    }

    private static PrivacyBudget Budget(JsonProperty property) =>
        property.Value.ValueKind == JsonValueKind.Object
        && property.Value.EnumerateObject().Count() == 2
        && property.Value.TryGetProperty("epsilon", out var epsilon) && epsilon.ValueKind == JsonValueKind.Number && epsilon.GetDouble() is > 0 and <= 1e6
        && property.Value.TryGetProperty("delta", out var delta) && delta.ValueKind == JsonValueKind.Number && delta.GetDouble() is > 0 and < 1
            ? new PrivacyBudget(epsilon.GetDouble(), delta.GetDouble())
            : throw new FormatException($"privacyBudgets: \"{property.Name}\" must have an epsilon above 0 and a delta between 0 and 1, for example {{ \"epsilon\": 10, \"delta\": 1e-5 }}");

    private static ComputeDevice? Device(JsonElement root) => !root.TryGetProperty("device", out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() switch
        {
            "auto" => ComputeDevice.Auto,
            "cpu" => ComputeDevice.Cpu,
            "cuda" => ComputeDevice.Cuda,
            var other => throw new FormatException($"device: \"{other}\" is unknown. {Suggestion.Sentence(other!, ["auto", "cpu", "cuda"])}"),
        }
        : throw new FormatException("device must be \"auto\", \"cpu\" or \"cuda\"");

    private static long? Whole(JsonElement root, string name, long maximum)
    {
        if (!root.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 1 && number <= maximum
            ? number
            : throw new FormatException($"{name} must be a whole number from 1 to {maximum}");
    }

    private static double? Positive(JsonElement root, string name) => !root.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number > 0 && double.IsFinite(number) ? number
        : throw new FormatException($"{name} must be a number above 0");

    private static bool? Flag(JsonElement root, string name) => !root.TryGetProperty(name, out var value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw new FormatException($"{name} must be true or false");
}
