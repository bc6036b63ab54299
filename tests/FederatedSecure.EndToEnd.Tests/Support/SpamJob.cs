namespace FederatedSecure.EndToEnd.Tests.Support;

/// <summary>A job that trains quickly: spam mails, one hidden layer.</summary>
internal sealed record SpamJob
{
    public const string DataSet = "mails";

    public int Rounds { get; init; } = 2;

    public int Sites { get; init; } = 2;

    public int MinimumReports { get; init; } = 1;

    /// <summary>Width of the hidden layer; 60 parameters per unit.</summary>
    public int Hidden { get; init; } = 8;

    /// <summary>Whether only sums over buckets of three or more sites are opened.</summary>
    public bool Encrypted { get; init; }

    public string Lease { get; init; } = "00:00:30";

    public string Text() => $$"""
        {
          "name": "spam",
          "protection": "{{(Encrypted ? "encrypted" : "plain")}}",
          "privacy": { "mechanism": "none" },
          "dataSet": "{{DataSet}}",
          "model": {
            "input": [57],
            "layers": [
              { "type": "linear", "out": {{Hidden}} },
              { "type": "relu" },
              { "type": "linear", "out": 2 },
              { "type": "softmax-head", "classes": 2 }
            ]
          },
          "training": { "localEpochs": 1, "batchSize": 32, "learningRate": 0.05, "momentum": 0.9, "validationFraction": 0.2 },
          "aggregation": { "rule": "weighted-mean", "maximumWeight": 200, "serverOptimizer": { "name": "fedavg" } },
          "rounds": {{Rounds}},
          "cohort": { "size": {{Sites}} },
          "minimumReports": {{MinimumReports}},
          "deadline": "00:02:00",
          "lease": "{{Lease}}",
          "attempts": 10,
          "seed": 1
        }
        """;
}
