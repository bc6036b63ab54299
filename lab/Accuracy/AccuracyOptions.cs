using System.Collections.Immutable;

namespace FederatedSecure.Lab.Accuracy;

/// <summary>What `lab accuracy` can be told.</summary>
public sealed record AccuracyOptions
{
    /// <summary>The ε of the rows; infinite for training without privacy.</summary>
    public ImmutableArray<double> Epsilons { get; init; } = [1, 3, 8, double.PositiveInfinity];

    /// <summary>File with the model's specification; null for the demo's model.</summary>
    public string? Model { get; init; }

    /// <summary>"central", "federated", or null for both.</summary>
    public string? Only { get; init; }

    /// <summary>δ.</summary>
    public double Delta { get; init; } = 1e-5;

    /// <summary>Sites of the federated rows.</summary>
    public int Sites { get; init; } = 9;

    /// <summary>Concentration of the Dirichlet split, above 0.</summary>
    public double Alpha { get; init; } = 0.5;

    /// <summary>Seed of the split, of the initial model, of batches and of noise.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Passes over the records in all; in federated rows one in each round. Null for what is tuned.</summary>
    public int? Epochs { get; init; }

    /// <summary>Passes in a round, in federated rows. Null for what is tuned.</summary>
    public int? LocalEpochs { get; init; }

    /// <summary>Expected records of a batch. Null for what is tuned.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Step size. Null for what is tuned.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Momentum. Null for what is tuned.</summary>
    public double? Momentum { get; init; }

    /// <summary>Clipping norm. Null for what is tuned.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Momentum of the server, in federated rows. Null for what is tuned.</summary>
    public double? ServerMomentum { get; init; }

    /// <summary>The tuned settings with what was asked for in their place.</summary>
    public AccuracySettings SettingsFor(double epsilon, bool federated)
    {
        var tuned = AccuracySettings.For(epsilon, federated);
        var local = federated ? LocalEpochs ?? tuned.LocalEpochs : Epochs ?? tuned.LocalEpochs;
        return new AccuracySettings(
            federated ? Epochs is { } epochs ? Math.Max(1, epochs / local) : tuned.Rounds : 1,
            local,
            BatchSize ?? tuned.BatchSize,
            LearningRate ?? tuned.LearningRate,
            Momentum ?? tuned.Momentum,
            ClipNorm ?? tuned.ClipNorm,
            federated ? ServerMomentum ?? tuned.ServerMomentum : 0);
    }
}
