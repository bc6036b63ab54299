using System.Globalization;
using System.Text;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Lab.Demo;

/// <summary>The job that the demo submits: Opacus' MNIST network with 26,010 parameters, trained with plain FedAvg.</summary>
internal static class DemoJob
{
    public const string DataSet = "digits";
    public const int Parameters = 26_010;
    public const int BucketSize = 3;
    public const string FileName = "job.json";

    /// <summary>The job.</summary>
    public static JobSpec Spec(DemoOptions options) =>
        JobFileReader.Parse(Encoding.UTF8.GetBytes(Text(options))).Spec
            ?? throw new InvalidOperationException("The demo's own job file is not valid.");

    /// <summary>The job file's text.</summary>
    public static string Text(DemoOptions options) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          // {{options.Sites}} hospitals, 8,004 digits, nobody sees anybody else's.
          "name": "demo-mnist",
          {{Protection(options)}}
          {{Privacy(options)}}
          "dataSet": "{{DataSet}}",
          "model": {
            "input": [1, 28, 28],
            "layers": [
              { "type": "conv2d", "out": 16, "kernel": 8, "stride": 2, "padding": 3 },
              { "type": "relu" },
              { "type": "max-pool2d", "kernel": 2, "stride": 1 },
              { "type": "conv2d", "out": 32, "kernel": 4, "stride": 2 },
              { "type": "relu" },
              { "type": "max-pool2d", "kernel": 2, "stride": 1 },
              { "type": "flatten" },
              { "type": "linear", "out": 32 },
              { "type": "relu" },
              { "type": "linear", "out": 10 },
              { "type": "softmax-head", "classes": 10 }
            ]
          },
          {{Training(options)}}
          {{Aggregation(options)}}
          "rounds": {{options.Rounds}},
          "cohort": { "size": {{options.Sites}} },
          // A client that is killed and comes back within the lease is waited for.
          "minimumReports": {{Math.Max(BucketSize, options.Sites - 1)}},
          "lease": "00:00:20",
          "deadline": "00:02:00",
          "seed": {{options.Seed}}
        }
        """);

    private static string Aggregation(DemoOptions options) => options.Attackers == 0
        ? """
          "aggregation": { "rule": "weighted-mean", "weighting": "examples", "maximumWeight": 4000, "serverOptimizer": { "name": "fedavg", "learningRate": 1.0 } },
          """
        : string.Create(CultureInfo.InvariantCulture, $$"""
          "aggregation": { "attackers": {{options.Attackers}}, "serverOptimizer": { "name": "fedavg", "learningRate": 1.0 } },
          """);

    // Private training wants large batches and few steps. A site with fewer records than a batch could not take part.
    private static string Training(DemoOptions options) => options.Epsilon is null
        ? """
          "training": { "localEpochs": 2, "batchSize": 32, "learningRate": 0.03, "momentum": 0.9, "validationFraction": 0.1 },
          """
        : string.Create(CultureInfo.InvariantCulture, $$"""
          "training": { "localEpochs": 4, "batchSize": {{BatchSize(options)}}, "learningRate": 1, "momentum": 0.5, "validationFraction": 0.1 },
          """);

    private static int BatchSize(DemoOptions options) => Math.Min(256, 1152 / options.Sites);

    private static string Privacy(DemoOptions options) => options.Epsilon is { } epsilon
        ? string.Create(CultureInfo.InvariantCulture, $$"""
          "privacy": { "mechanism": "dp-sgd", "epsilon": {{epsilon}}, "delta": 1e-5, "clipNorm": 0.5 },
          """)
        : """
          "privacy": { "mechanism": "none" },
          """;

    private static string Protection(DemoOptions options) => options.Plain
        ? """
          "protection": "plain",
          """
        : string.Create(CultureInfo.InvariantCulture, $$"""
          "protection": "encrypted",
          "encryption": { "bucketSize": {{BucketSize}}, "bits": 16, "clipNorm": 10, "range": 1 },
          """);
}
