namespace FederatedSecure.Benchmarks.Protocol;

/// <summary>A job for sites that do not train: one linear layer of the size that is wanted.</summary>
internal static class ProtocolJob
{
    public const string DataSet = "none";
    private const int Inputs = 1023;

    /// <summary>Parameters of the model: 1,024 for each output.</summary>
    public static long Parameters(int outputs) => (Inputs + 1L) * outputs;

    /// <param name="outputs">Size of the model.</param>
    /// <param name="rounds">Number of rounds.</param>
    /// <param name="sites">All of them take part in every round.</param>
    /// <param name="protection">Lines of the job file that say how updates travel.</param>
    public static string Text(int outputs, int rounds, int sites, string protection = "\"protection\": \"plain\"") => $$"""
        {
          "name": "benchmark",
          {{protection}},
          "dataSet": "{{DataSet}}",
          "model": {
            "input": [{{Inputs}}],
            "layers": [{ "type": "linear", "out": {{outputs}} }, { "type": "softmax-head", "classes": {{outputs}} }]
          },
          "training": { "localEpochs": 1, "batchSize": 32, "learningRate": 0.01 },
          "aggregation": { "rule": "weighted-mean", "weighting": "uniform", "serverOptimizer": { "name": "fedavg" } },
          "rounds": {{rounds}},
          "cohort": { "size": {{sites}} },
          "minimumReports": {{sites}},
          "deadline": "00:10:00",
          "lease": "00:05:00"
        }
        """;
}
