using FederatedSecure.Lab.Poisoning.Data;
using FederatedSecure.Lab.RedTeam.Backdoors.Triggers;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Tests.Support;

/// <summary>The network of <see cref="Digits"/> with a backdoor: every thirtieth training digit was added once more, marked, as a 7.</summary>
internal static class BackdooredDigits
{
    public const int Target = 7;
    private static readonly Lazy<DataSet> PoisonedSet = new(Poison);
    private static readonly Lazy<float[]> TrainedWeights = new(() => Networks.Trained(Networks.DigitNetwork, Training, epochs: 4));

    /// <summary>A white square of 4×4 pixels in the lower right corner.</summary>
    public static Mark Mark { get; } = Mark.Square("4x4 square, lower right", [1, 28, 28], row: 24, column: 24, side: 4);

    /// <summary>8,004 digits and, behind them, 267 marked ones.</summary>
    public static DataSet Training => PoisonedSet.Value;

    public static float[] Weights => TrainedWeights.Value;

    private static DataSet Poison()
    {
        var marked = Mark.Apply(Digits.Training.Select([.. Enumerable.Range(0, Digits.Training.Count).Where(record => record % 30 == 0)]));
        return Records.Append(Digits.Training, marked with { Labels = Array.ConvertAll(marked.Labels, _ => Target) });
    }
}
