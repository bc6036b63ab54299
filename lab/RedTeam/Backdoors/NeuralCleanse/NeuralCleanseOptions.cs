namespace FederatedSecure.Lab.RedTeam.Backdoors.NeuralCleanse;

/// <summary>How a trigger is rebuilt. Defaults as in the authors' code.</summary>
internal sealed record NeuralCleanseOptions
{
    /// <summary>
    /// Seconds instead of minutes: every step is one batch of the same 32 records, and as it moves less, it may bring nothing for longer.
    /// </summary>
    public static NeuralCleanseOptions Fast { get; } = new() { Steps = 200, Sample = 32, EarlyStopPatience = 30 };

    /// <summary>Steps at most; after each, the cost is looked at.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>Clean records that are used, drawn once. A step is a pass over them.</summary>
    public int Sample { get; init; } = 1000;

    /// <summary>Records in a batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Adam's rate; its other constants are 0.5 and 0.9.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>λ, the weight of ‖mask‖₁, to start with.</summary>
    public double Cost { get; init; } = 1e-3;

    /// <summary>λ is multiplied by this after <see cref="Patience"/> successful steps, and divided by it to the power of 1.5 after as many others.</summary>
    public double CostMultiplier { get; init; } = 1.5;

    /// <summary>Steps before λ changes.</summary>
    public int Patience { get; init; } = 5;

    /// <summary>Part of the records that have to reach the target.</summary>
    public double Success { get; init; } = 0.99;

    /// <summary>A step that leaves the best norm above this part of it has brought nothing.</summary>
    public double EarlyStopRatio { get; init; } = 0.99;

    /// <summary>Steps that bring nothing before a class is done, once its λ has been both raised and lowered.</summary>
    public int EarlyStopPatience { get; init; } = 10;
}
