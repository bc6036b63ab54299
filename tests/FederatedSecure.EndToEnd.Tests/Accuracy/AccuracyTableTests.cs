using System.Text.Json;
using FederatedSecure.Lab.Accuracy;

namespace FederatedSecure.EndToEnd.Tests.Accuracy;

public sealed class AccuracyTableTests
{
    private static readonly AccuracyTable Table = new(
        8_004,
        1_996,
        [442, 1_426],
        26_012,
        1e-5,
        1,
        [
            new("central", 3, 0.9449, 2.9996, new(1.63, 1.63), new(0.064, 0.064), new(240, 240), new(1, 15, 512, 0.5, 0.5, 1), 83.4),
            new("federated", null, 0.9701, null, null, null, new(280, 900), new(10, 2, 32, 0.03, 0.9, 1), 20),
        ]);

    [Fact]
    public void ToMarkdown_Rows_ReadAsTheyStand() => Assert.Equal(
        """
        | records | ε allowed | test accuracy | ε spent | σ | q | steps | rounds × passes | batch | rate | momentum | clip | server β | seconds |
        |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
        | central | 3 | 94.5 % | 3.00 | 1.63 | 0.064 | 240 | 1 × 15 | 512 | 0.5 | 0.5 | 1 | 0 | 83 |
        | federated | ∞ | 97.0 % | not bounded | – | – | 280–900 | 10 × 2 | 32 | 0.03 | 0.9 | – | 0 | 20 |

        """,
        Table.ToMarkdown(),
        ignoreLineEndingDifferences: true);

    [Fact]
    public void ToJson_Rows_AreForPrograms()
    {
        using var json = JsonDocument.Parse(Table.ToJson());

        var rows = json.RootElement.GetProperty("rows");
        Assert.Equal(0.9449, rows[0].GetProperty("accuracy").GetDouble());
        Assert.Equal(JsonValueKind.Null, rows[1].GetProperty("epsilon").ValueKind);
        Assert.Equal(512, rows[0].GetProperty("settings").GetProperty("batchSize").GetInt32());
    }

    [Fact]
    public void SettingsFor_WhatWasAskedFor_TakesThePlaceOfWhatIsTuned()
    {
        var options = new AccuracyOptions { Epochs = 12, LocalEpochs = 3, BatchSize = 100, ClipNorm = 0.7, ServerMomentum = 0.5 };

        var (central, federated) = (options.SettingsFor(3, federated: false), options.SettingsFor(3, federated: true));

        Assert.Equal((1, 12, 100, 0.7, 0.0), (central.Rounds, central.LocalEpochs, central.BatchSize, central.ClipNorm, central.ServerMomentum));
        Assert.Equal((4, 3, 100, 0.7, 0.5), (federated.Rounds, federated.LocalEpochs, federated.BatchSize, federated.ClipNorm, federated.ServerMomentum));
        Assert.Equal(AccuracySettings.For(3, federated: false).LearningRate, central.LearningRate);
    }
}
