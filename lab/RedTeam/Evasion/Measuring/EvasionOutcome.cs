using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Targets;

namespace FederatedSecure.Lab.RedTeam.Evasion.Measuring;

/// <summary>What an attack did to a set of records.</summary>
/// <param name="States">One a record.</param>
/// <param name="Adversarial">What the model sees in the end, record after record: the attack's input where it broke the record, else the clean one.</param>
/// <param name="Predicted">The class that the model decides for on that.</param>
/// <param name="Distances">How far the adversarial input is from the clean one, in the norm of the terms; 0 where nothing changed.</param>
/// <param name="Problems">What failed, in whole sentences, one for each batch.</param>
/// <param name="Calls">What was asked of the model: by the attack, and one forward pass for each attacked record to look at its result.</param>
internal sealed record EvasionOutcome(
    ImmutableArray<RecordState> States,
    float[] Adversarial,
    int[] Predicted,
    double[] Distances,
    ImmutableArray<string> Problems,
    TargetCalls Calls)
{
    /// <summary>Records that are still classified correctly.</summary>
    public int Robust => States.Count(state => state == RecordState.Robust);

    /// <summary>Records that were broken.</summary>
    public int Broken => States.Count(state => state == RecordState.Broken);

    /// <summary>Records that were attacked in vain, because of an error.</summary>
    public int Failed => States.Count(state => state == RecordState.Failed);

    /// <summary>Robust accuracy: the part of all records, clean errors included, on which the model is right under attack.</summary>
    public Measurement Accuracy(string id, string setting) =>
        Measurement.Part(id, Robust, States.Length - Failed) with { Setting = setting, LargerIsBetter = true, Problem = Problem };

    /// <summary>Why the figures mean nothing; null where nothing failed.</summary>
    public string? Problem => States.Length == 0 ? "there are no samples to measure it on"
        : Failed == 0 ? null
        : $"{Failed} of {States.Length} records could not be attacked: {Problems[0]}";
}
