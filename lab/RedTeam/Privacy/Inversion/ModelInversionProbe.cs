using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Buckets;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using static FederatedSecure.Lab.RedTeam.Privacy.Inversion.InversionFigures;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion;

/// <summary>What the finished model gives away of its classes, in the eyes of a network that never saw it.</summary>
internal sealed class ModelInversionProbe : Probe
{
    private const string Name = "privacy.model-inversion";

    /// <summary>Below this accuracy, the network that judges knows the classes too badly to judge.</summary>
    private const double Judges = 0.8;

    /// <inheritdoc/>
    public override string Id => Name;

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Privacy;

    /// <inheritdoc/>
    public override string Title => "Rebuilds what the model takes for each class";

    /// <inheritdoc/>
    public override string Reference => "Fredrikson et al., CCS 2015";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Standard;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) =>
        !subject.IsWhiteBox ? "the model is a black box, whose gradients nobody can compute"
        : subject.ArePictures ? null
        : "the records are no pictures with values from 0 to 1";

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var (mine, others) = Halves(context);
        if (others.Labels.Distinct().Count() < others.Classes || mine.Labels.Distinct().Count() < mine.Classes)
        {
            return new ProbeResult([Measurement.Undefined($"{Name}.recognized", "the test records do not hold every class twice")]);
        }

        // 1. A picture of each class.
        var attack = new ModelInversion { Iterations = context.ByProfile(1_000, 3_000, 10_000), Start = BucketInversion.MeanRecord(mine) };
        var classes = Enumerable.Range(0, context.Subject.Test.Classes).ToArray();
        using var target = context.Subject.Open();
        var rebuilt = attack.Run(target, classes, context.Progress, context.Cancellation);

        // 2. Who judges: another kind of network, trained on records of which the model saw none.
        var pictures = mine with { Features = [.. rebuilt.SelectMany(found => found.Input)], Labels = classes, Protected = mine.Protected.Clear() };
        var (judged, accuracy) = Judge(context, mine, others, pictures);
        var problem = accuracy.Value >= Judges ? null : Text($"the network that judges is right on {accuracy.Value:P0} of records only");

        // 3. How much nearer each picture is to its own class's mean than to the others'.
        float[][] means = [.. classes.Select(label => BucketInversion.MeanRecord(others.Select([.. Enumerable.Range(0, others.Count).Where(i => others.Labels[i] == label)])))];
        double[] nearer = [.. classes.Select(label =>
            Similarity(rebuilt[label].Input, means[label]) - classes.Where(other => other != label).Average(other => Similarity(rebuilt[label].Input, means[other])))];

        double Similarity(float[] a, float[] b) => Enumerable.Range(0, mine.FeatureShape[0]).Average(channel =>
        {
            var (height, width) = (mine.FeatureShape[1], mine.FeatureShape[2]);
            return PictureQuality.Ssim(a.AsSpan(channel * height * width, height * width), b.AsSpan(channel * height * width, height * width), height, width);
        });

        return new ProbeResult(
        [
            Measurement.Part($"{Name}.recognized", classes.Count(label => judged[label] == label), classes.Length) with { LargerIsBetter = false, Problem = problem },
            Median($"{Name}.ssim-gain", "own class's mean over the others'", nearer),
            Median($"{Name}.confidence", "of the model itself", [.. rebuilt.Select(found => found.Confidence)]),
            accuracy,
        ])
        {
            Pictures =
            [
                .. classes.SelectMany(label => (Picture[])
                [
                    .. Show(mine, Name, Text($"rebuilt {mine.ClassNames[label]}, taken for {mine.ClassNames[judged[label]]}"), rebuilt[label].Input),
                    .. Show(mine, Name, $"mean {mine.ClassNames[label]}", means[label]),
                ]),
            ],
            Notes =
            [
                "Each search starts from the mean of half of the test records, which is all that the attacker knows; that mean itself would be taken for one class, the same for all.",
                "A rebuilt class is what the model takes for it, not a record. Where a class is one person, it is a picture of that person; where it is many, as with digits, it says no more than their mean.",
                "The model's own confidence says nothing: adversarial noise reaches it too. That is why another network judges.",
            ],
        };
    }

    /// <summary>Two halves of the test records: one for the network that judges, one that it is judged on.</summary>
    private static (DataSet Mine, DataSet Others) Halves(ProbeContext context)
    {
        var order = Enumerable.Range(0, context.Subject.Test.Count).ToArray();
        Streams.Of(context.Seed, "halves").Shuffle(order.AsSpan());
        return (context.Subject.Test.Select(order.AsSpan(0, order.Length / 2)), context.Subject.Test.Select(order.AsSpan(order.Length / 2)));
    }

    private static (int[] Judged, Measurement Accuracy) Judge(ProbeContext context, DataSet mine, DataSet others, DataSet pictures)
    {
        var spec = ModelSpec.Create(
            mine.FeatureShape, [new FlattenLayer(), new LinearLayer(64), new TanhLayer(), new LinearLayer(mine.Classes), new SoftmaxHeadLayer(mine.Classes)]);
        var weights = new float[spec.ParameterCount];
        ModelInitializer.Initialize(spec, ParameterLayout.Of(spec), Streams.Seed(context.Seed, "judge"), weights);
        using var bench = new TrainingBench(spec, threads: 1);
        using var training = new PreparedData(spec, mine);
        var options = new TrainingOptions(context.ByProfile(10, 15, 20), 16, 0.05, 0.9, 1e-4, 0, Streams.Seed(context.Seed, "judge-order"), Threads: 1);
        var update = bench.Train(weights, training, options, cancellation: context.Cancellation).Update;
        float[] trained = [.. weights.Zip(update, (weight, change) => weight + change)];
        using var heldOut = new PreparedData(spec, others);
        using var asked = new PreparedData(spec, pictures);
        var result = bench.Evaluate(trained, heldOut, context.Cancellation);
        var logits = bench.Logits(trained, asked, context.Cancellation);
        int[] judged = [.. Enumerable.Range(0, pictures.Count).Select(i =>
            System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(logits.AsSpan(i * mine.Classes, mine.Classes)))];
        return (judged, Measurement.Part($"{Name}.judge-accuracy", result.Correct, result.Examples));
    }
}
