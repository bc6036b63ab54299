using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;

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

    /// <summary>This outcome, and what a further attack did to some of the records: what is broken stays broken.</summary>
    /// <param name="records">Whom the other attack was tried on, none of them broken here.</param>
    /// <param name="outcome">What it did, in the order of <paramref name="records"/>.</param>
    /// <param name="recordLength">Values of one record.</param>
    public EvasionOutcome With(int[] records, EvasionOutcome outcome, int recordLength)
    {
        var states = States.ToBuilder();
        var (adversarial, predicted, distances) = ((float[])Adversarial.Clone(), (int[])Predicted.Clone(), (double[])Distances.Clone());
        for (var i = 0; i < records.Length; i++)
        {
            // A record that some attack could not be tried on is not known to hold.
            states[records[i]] = States[records[i]] == RecordState.Failed && outcome.States[i] == RecordState.Robust ? RecordState.Failed : outcome.States[i];
            (predicted[records[i]], distances[records[i]]) = (outcome.Predicted[i], outcome.Distances[i]);
            outcome.Adversarial.AsSpan(i * recordLength, recordLength).CopyTo(adversarial.AsSpan(records[i] * recordLength));
        }

        return new EvasionOutcome(
            states.ToImmutable(), adversarial, predicted, distances, Problems.AddRange(outcome.Problems),
            new TargetCalls(Calls.Forward + outcome.Calls.Forward, Calls.Backward + outcome.Calls.Backward));
    }

    /// <summary>What is known before any attack: which records the model is wrong on.</summary>
    public static EvasionOutcome Before(EvasionRun run, DataSet data) => new(
        [.. run.Clean.Zip(data.Labels, (found, label) => found == label ? RecordState.Robust : RecordState.WrongAnyway)],
        data.Features,
        run.Clean,
        new double[data.Count],
        [],
        default);
}
