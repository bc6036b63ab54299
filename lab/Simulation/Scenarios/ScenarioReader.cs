using System.Collections.Immutable;
using System.Text.Json;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Lab.Simulation.Data;
using FederatedSecure.Models;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Lab.Simulation.Scenarios;

/// <summary>Reads scenario files: JSON with comments and trailing commas. Finds all problems at once, each with its place.</summary>
internal static partial class ScenarioReader
{
    private static readonly JsonReaderOptions ReaderOptions = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 16,
    };

    private static readonly string[] Properties =
    [
        "$schema", "name", "description", "data", "model", "sites", "honest", "attackers", "tolerated", "attackersHoldShare", "split", "rounds",
        "evaluateEvery", "scoreOver", "training", "workerMomentum", "server", "participants", "dropOut", "clipNorm", "quantization", "rootRecords",
        "bucketSize", "rules", "attacks", "seeds", "published",
    ];

    /// <summary>What changes no cell, or is an axis: a finished cell stays good when these change.</summary>
    private static readonly string[] NotCommon =
    [
        "$schema", "name", "description", "attackers", "split", "scoreOver", "workerMomentum", "bucketSize", "rules", "attacks", "seeds", "published",
    ];

    /// <summary>Reads a scenario file.</summary>
    public static ScenarioResult Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            utf8 = utf8[3..];
        }

        var text = utf8.ToArray();
        try
        {
            var reader = new Utf8JsonReader(text, ReaderOptions);
            using var document = JsonDocument.ParseValue(ref reader);
            var fields = new JobFields(document.RootElement, JsonPositions.Of(text, ReaderOptions));
            var scenario = Read(fields);
            if (scenario is not null && fields.Problems.Count == 0)
            {
                CheckGrid(fields, scenario);
            }

            return fields.Problems.Count == 0
                ? new ScenarioResult(scenario, [])
                : new ScenarioResult(null, [.. fields.Problems.OrderBy(problem => (problem.Line, problem.Column))]);
        }
        catch (JsonException exception)
        {
            // Its line and column count from 0.
            var message = exception.Message.Split(" LineNumber:", 2)[0];
            return new ScenarioResult(
                null, [new JobSpecProblem((int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1, "", $"this is not JSON: {message}")]);
        }
        catch (InvalidOperationException)
        {
            return new ScenarioResult(null, [new JobSpecProblem(1, 1, "", "some text in this file is not valid Unicode: save it as UTF-8")]);
        }
    }

    private static Scenario? Read(JobFields file)
    {
        if (!file.IsObject)
        {
            file.Add("", "a scenario is a JSON object: { \"name\": …, … }");
            return null;
        }

        file.OnlyKnown(Properties);
        var model = ReadModel(file);
        var countsHonest = file.TryGet("honest", out _);
        if (countsHonest && file.TryGet("sites", out _))
        {
            file.Add("honest", "stands beside \"sites\": give one of the two");
        }

        var rounds = file.Whole("rounds", 1, 100_000, fallback: null);
        var published = file.Object("published");
        published.OnlyKnown("source", "tables");
        var common = file.Element.EnumerateObject().Where(property => !NotCommon.Contains(property.Name))
            .ToDictionary(property => property.Name, property => property.Value);
        var scenario = new Scenario
        {
            Name = file.Text("name", required: true) ?? "",
            Description = file.Text("description", required: false) ?? "",
            Data = ReadData(file.Object("data")),
            Model = model!,
            Sites = file.Whole(countsHonest ? "honest" : "sites", 1, 10_000, fallback: null),
            CountsHonest = countsHonest,
            Attackers = file.Wholes("attackers", 0, 10_000, 0),
            Tolerated = file.TryGet("tolerated", out _) ? file.Whole("tolerated", 0, 10_000, 0) : null,
            AttackersHoldShare = file.Flag("attackersHoldShare", fallback: false),
            Splits = ReadSplits(file),
            Rounds = rounds,
            EvaluateEvery = file.Whole("evaluateEvery", 1, 100_000, Math.Max(1, rounds / 20)),
            ScoreOver = file.Whole("scoreOver", 1, 1_000, 1),
            Training = ReadTraining(file.Object("training")),
            WorkerMomentum = file.Numbers("workerMomentum", 0, 0.9999, 0),
            Server = JobFileReader.ReadServerOptimizer(file.Object("server")),
            Participants = file.TryGet("participants", out _) ? file.Whole("participants", 1, 10_000, 1) : null,
            DropOut = file.Number("dropOut", 0, 0.9, 0),
            ClipNorm = file.TryGet("clipNorm", out _) ? file.Number("clipNorm", 1e-6, 1e6, 1) : null,
            Quantization = ReadQuantization(file),
            RootRecords = file.Whole("rootRecords", 1, 100_000, 100),
            BucketSizes = file.Wholes("bucketSize", 0, 1_000, 0),
            Rules = ReadRules(file),
            Attacks = ReadAttacks(file),
            Seeds = [.. file.Wholes("seeds", 0, int.MaxValue, 1).Select(seed => (ulong)seed)],
            PublishedSource = published.Text("source", required: false) ?? "",
            Published = ReadTables(published),
            Common = JsonSerializer.Serialize(common),
        };
        return model is null ? null : scenario;
    }

    private static ModelSpec? ReadModel(JobFields file)
    {
        if (!file.TryGet("model", out var json))
        {
            file.Add("model", "is missing: { \"input\": …, \"layers\": … }");
            return null;
        }

        try
        {
            return ModelSpec.Parse(json, path: "model");
        }
        catch (ModelSpecException exception)
        {
            foreach (var problem in exception.Problems)
            {
                file.Add(problem.Path, problem.Message);
            }

            return null;
        }
    }

    private static DataSpec ReadData(JobFields data)
    {
        data.OnlyKnown("name", "normalize", "testFraction", "records", "features", "classes", "distance");
        var defaults = new DataSpec("");
        return new DataSpec(
            data.Choice("name", DataSpec.Names, fallback: null) ?? "",
            data.Flag("normalize", defaults.Normalize),
            data.Number("testFraction", 0.01, 0.9, defaults.TestFraction),
            data.Whole("records", 10, 1_000_000, defaults.Records),
            data.Whole("features", 1, 10_000, defaults.Features),
            data.Whole("classes", 2, 1_000, defaults.Classes),
            data.Number("distance", 0, 1e3, defaults.Distance));
    }

    private static LocalSpec ReadTraining(JobFields training)
    {
        training.OnlyKnown("localEpochs", "localSteps", "batchSize", "learningRate", "momentum", "weightDecay", "proximal", "dampMomentum");
        var hasSteps = training.TryGet("localSteps", out _);
        if (hasSteps && training.TryGet("localEpochs", out _))
        {
            training.Add("localSteps", "stands beside \"localEpochs\": give one of the two");
        }

        return new LocalSpec(
            training.Whole("localEpochs", 1, 1_000, 1),
            hasSteps ? training.Whole("localSteps", 1, 1_000_000, 1) : null,
            training.Whole("batchSize", 1, 65_536, 32),
            training.Number("learningRate", double.Epsilon, 1e6, 0.05),
            training.Number("momentum", 0, Math.BitDecrement(1.0), 0),
            training.Number("weightDecay", 0, 1e6, 0),
            training.Number("proximal", 0, 1e6, 0),
            training.Flag("dampMomentum", fallback: true));
    }

    private static QuantizationSpec? ReadQuantization(JobFields file)
    {
        if (!file.TryGet("quantization", out _))
        {
            return null;
        }

        var quantization = file.Object("quantization");
        quantization.OnlyKnown("bits", "range");
        return new QuantizationSpec(
            quantization.Whole("bits", PackingRequest.MinimumBits, PackingRequest.MaximumBits, 16), quantization.Number("range", 1e-6, 1e6, 1));
    }

    private static ImmutableArray<PublishedTable> ReadTables(JobFields published)
    {
        var tables = ImmutableArray.CreateBuilder<PublishedTable>();
        foreach (var table in published.Items("tables"))
        {
            table.OnlyKnown("attackers", "workerMomentum", "split", "bucketSize", "cells");
            var cells = ImmutableDictionary.CreateBuilder<string, ImmutableDictionary<string, double>>();
            var json = table.Object("cells").Element;
            foreach (var row in json.ValueKind == JsonValueKind.Object ? json.EnumerateObject() : default)
            {
                if (row.Value.ValueKind != JsonValueKind.Object || row.Value.EnumerateObject().Any(cell => cell.Value.ValueKind != JsonValueKind.Number))
                {
                    table.Add($"cells.{row.Name}", "must be an object of accuracies, 0 to 1, by label of the attack");
                    continue;
                }

                cells[row.Name] = row.Value.EnumerateObject().ToImmutableDictionary(cell => cell.Name, cell => cell.Value.GetDouble());
            }

            tables.Add(new PublishedTable(
                table.TryGet("attackers", out _) ? table.Whole("attackers", 0, 10_000, 0) : null,
                table.TryGet("workerMomentum", out _) ? table.Number("workerMomentum", 0, 1, 0) : null,
                table.Text("split", required: false),
                table.TryGet("bucketSize", out _) ? table.Whole("bucketSize", 0, 1_000, 0) : null,
                cells.ToImmutable()));
        }

        return tables.ToImmutable();
    }
}
