using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Backdoors.Activations;

/// <summary>A look at the records that a model was trained on, as its last hidden layer sees them.</summary>
internal abstract class TrainingDataProbe : Probe
{
    /// <summary>With fewer records of a class, what is common to them cannot be told from chance.</summary>
    protected const int FewestRecords = 20;

    /// <summary>Records that are looked at; more would take long and say the same.</summary>
    private const int MostRecords = 10_000;

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Backdoor;

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Standard;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) => !subject.IsWhiteBox
        ? "the model is a black box, and this looks at its last hidden layer"
        : subject.Training is null
            ? "it needs the training records, which only the clients have: each runs it on its own"
            : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        using var scope = NewDisposeScope();
        using var target = new SpecTarget(context.Subject.Spec!, context.Subject.Weights!, CPU);
        var data = Draw(context.Subject.Training!, context.Seed);
        return Look(ClassRepresentations.Of(target, data, context.Cancellation), data, context);
    }

    /// <summary>Looks.</summary>
    /// <param name="classes">One row a record, by label.</param>
    /// <param name="data">The records.</param>
    /// <param name="context">What the probe got.</param>
    protected abstract ProbeResult Look(double[][][] classes, DataSet data, ProbeContext context);

    private static DataSet Draw(DataSet data, ulong seed)
    {
        if (data.Count <= MostRecords)
        {
            return data;
        }

        int[] places = [.. Enumerable.Range(0, data.Count)];
        new SeededRandomSource(seed).Shuffle(places.AsSpan());
        return data.Select(places.AsSpan(0, MostRecords));
    }
}
