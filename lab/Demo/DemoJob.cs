using System.Globalization;
using System.Text;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Lab.Demo;

/// <summary>
/// The job that the demo submits: Opacus' MNIST network with 26,010 parameters, trained with plain FedAvg. With differential privacy,
/// the pictures are normalized one by one before it (two parameters more) and tanh takes the place of ReLU, which noise harms less:
/// Tramèr and Boneh (ICLR 2021) and Papernot et al. (AAAI 2021).
/// </summary>
internal static class DemoJob
{
    public const string DataSet = "digits";
    public const int BucketSize = 3;
    public const string FileName = "job.json";

    private const int LargestBatch = 128;

    /// <summary>The job, but for the size of its batches.</summary>
    public static JobSpec Spec(DemoOptions options) =>
        JobFileReader.Parse(Encoding.UTF8.GetBytes(Text(options, int.MaxValue))).Spec
            ?? throw new InvalidOperationException("The demo's own job file is not valid.");

    /// <summary>The job file's text.</summary>
    /// <param name="options">What the demo was told.</param>
    /// <param name="fewest">Digits of the site that has the fewest: where it has fewer than a batch, it could not take part in private training.</param>
    public static string Text(DemoOptions options, int fewest) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          // {{options.Sites}} hospitals, 8,004 digits, nobody sees anybody else's.
          "name": "demo-mnist",
          {{Protection(options)}}
          {{Privacy(options)}}
          "dataSet": "{{DataSet}}",
          "model": {
            "input": [1, 28, 28],
            "layers": [{{Normalization(options)}}
              { "type": "conv2d", "out": 16, "kernel": 8, "stride": 2, "padding": 3 },
              { "type": "{{Activation(options)}}" },
              { "type": "max-pool2d", "kernel": 2, "stride": 1 },
              { "type": "conv2d", "out": 32, "kernel": 4, "stride": 2 },
              { "type": "{{Activation(options)}}" },
              { "type": "max-pool2d", "kernel": 2, "stride": 1 },
              { "type": "flatten" },
              { "type": "linear", "out": 32 },
              { "type": "{{Activation(options)}}" },
              { "type": "linear", "out": 10 },
              { "type": "softmax-head", "classes": 10 }
            ]
          },
          {{Training(options, fewest)}}
          {{Aggregation(options)}}
          "rounds": {{options.Rounds}},
          "cohort": { "size": {{options.Sites}} },
          // A client that is killed and comes back within the lease is waited for.
          "minimumReports": {{Math.Max(BucketSize, options.Sites - 1)}},
          "lease": "00:00:20",
          "deadline": "00:02:00",
          "seed": {{options.Seed}}{{(options.Gate ? DemoGate.Section(options) : "")}}
        }
        """);

    private static string Aggregation(DemoOptions options) => options.Attackers == 0
        ? """
          "aggregation": { "rule": "weighted-mean", "weighting": "examples", "maximumWeight": 4000, "serverOptimizer": { "name": "fedavg", "learningRate": 1.0 } },
          """
        : string.Create(CultureInfo.InvariantCulture, $$"""
          "aggregation": { "attackers": {{options.Attackers}}, "serverOptimizer": { "name": "fedavg", "learningRate": 1.0 } },
          """);

    private static string Normalization(DemoOptions options) => options.Epsilon is null ? "" : """

                  { "type": "group-norm", "groups": 1 },
        """;

    private static string Activation(DemoOptions options) => options.Epsilon is null ? "relu" : "tanh";

    // Found with `lab accuracy`: see docs/privacy.md.
    private static string Training(DemoOptions options, int fewest) => options.Epsilon is null
        ? """
          "training": { "localEpochs": 2, "batchSize": 32, "learningRate": 0.03, "momentum": 0.9, "validationFraction": 0.1 },
          """
        : string.Create(CultureInfo.InvariantCulture, $$"""
          "training": { "localEpochs": 2, "batchSize": {{BatchSize(fewest)}}, "learningRate": {{(options.Epsilon < 2 ? 0.25 : options.Epsilon < 5 ? 0.5 : 1)}}, "momentum": 0.5, "validationFraction": 0.1 },
          """);

    /// <summary>A tenth of each digit, rounded, is held back for validation: half a digit more of each of the ten at most.</summary>
    private static int BatchSize(int fewest) => Math.Min(LargestBatch, (int)(fewest * 0.9) - 5);

    private static string Privacy(DemoOptions options) => options.Epsilon is { } epsilon
        ? string.Create(CultureInfo.InvariantCulture, $$"""
          "privacy": { "mechanism": "dp-sgd", "epsilon": {{epsilon}}, "delta": 1e-5, "clipNorm": 1 },
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
