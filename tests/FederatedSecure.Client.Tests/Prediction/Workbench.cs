using System.Text;
using FederatedSecure.Client.Prediction;
using FederatedSecure.Client.Prediction.Log;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Reference;

namespace FederatedSecure.Client.Tests.Prediction;

/// <summary>A model of two features that says "good" where the first is positive, and reference statistics of 400 standard normal records.</summary>
internal static class Workbench
{
    public const string Specification =
        """{ "input": [2], "layers": [ { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 } ] }""";

    public static readonly float[] Weights = [3, 0, -3, 0, 0, 0];

    public static ReleasedModel Model { get; } = new(ModelSpec.Parse(Encoding.UTF8.GetBytes(Specification)), Weights, new string('d', 64));

    public static ReferenceStatistics Reference { get; } = ReferenceFor(Model.Digest);

    public static ReferenceStatistics ReferenceFor(string model) =>
        ReferenceBuilder.Build(Normal(400, seed: 1), [2], ["age", "income"], ["good", "bad"], [], model, window: 100, seed: 1);

    /// <summary>Standard normal records, moved.</summary>
    public static float[] Normal(int records, ulong seed, double shift = 0)
    {
        var random = new SeededRandomSource(seed);
        return [.. Enumerable.Range(0, 2 * records).Select(_ => (float)Math.Clamp(random.NextGaussian() + shift, -2.5, 2.5))];
    }

    public static PredictionInput[] Inputs(float[] values) => [.. values.Chunk(2).Select(record => new PredictionInput(record, "", null))];

    public static Predictor Open(TemporaryLog log, TimeProvider? time = null, Func<string, Stream>? open = null) =>
        new(Model, Reference, PredictionLog.Open(log.Files.Folder, open: open), time ?? TimeProvider.System);
}
