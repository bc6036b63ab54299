using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Fairness;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Fairness;

/// <summary>
/// Reweighing as a cure, measured: the model is trained anew on the training records as they are, and on a sample of them by the weights
/// of Kamiran &amp; Calders, from the same start under the same seed, and both are compared on the test records.
/// </summary>
internal sealed class ReweighingProbe : Probe
{
    private const int BatchSize = 32;
    private const double LearningRate = 0.02;
    private const double Momentum = 0.9;

    public override string Id => "fairness.reweighing";

    public override ProbeClass Class => ProbeClass.Fairness;

    public override string Title => "Reweighing of training records";

    public override string Reference => "Kamiran & Calders, Knowledge and Information Systems 2012";

    public override ProbeCost Cost => ProbeCost.Standard;

    public override string? NotApplicable(ProbeSubject subject) =>
        FairnessProbes.NoGroups(subject) is { } problem ? problem
        : subject.Spec is null ? "the model is a black box and cannot be trained anew"
        : subject.Training is not { } training ? "there are no training records"
        : subject.Test.Protected.Keys.Any(name => !training.Protected.ContainsKey(name)) ? "the training records lack a protected column that the test records have"
        : null;

    public override ProbeResult Run(ProbeContext context)
    {
        var (spec, training, test) = (context.Subject.Spec!, context.Subject.Training!, context.Subject.Test);
        var attributes = ProtectedAttribute.Of(test, withIntersection: false).Where(attribute => attribute.Groups.Length is > 1 and <= ProtectedAttribute.MostGroups).ToList();
        var plain = Decide(context, spec, training, test);
        var measurements = new List<Measurement>();
        for (var i = 0; i < attributes.Count; i++)
        {
            var attribute = attributes[i];
            var weights = Reweighing.Weights<string, int>(training.Protected[attribute.Name], training.Labels);
            var drawn = WeightedSample.Draw(weights, new SeededRandomSource(context.Seed));
            var cured = Decide(context, spec, training.Select(drawn), test);
            measurements.AddRange(Compare(context, attribute, plain, "without"));
            measurements.AddRange(Compare(context, attribute, cured, "with"));
            context.Progress.Report((i + 1.0) / attributes.Count);
        }

        return new ProbeResult([.. measurements])
        {
            Notes = ["The weights are applied as a sample of the training records of the same size, and make the label independent of the group there; what the model makes of that is what is measured."],
        };
    }

    private static IEnumerable<Measurement> Compare(ProbeContext context, ProtectedAttribute attribute, int[] decided, string how)
    {
        var test = context.Subject.Test;
        var correct = decided.Zip(test.Labels).LongCount(pair => pair.First == pair.Second);
        yield return Measurement.Part("fairness.reweighing.accuracy", correct, test.Count) with { Setting = $"{attribute.Name}, {how}" };
        foreach (var outcome in FavourableOutcome.Of(context.Subject, decided))
        {
            var groups = attribute.Groups.Select(group => (Name: group, Members: attribute.Members(group).ToArray()))
                .Where(group => group.Members.Length >= GroupFairnessProbe.FewestRecords)
                .OrderByDescending(group => outcome.Count(group.Members).BaseRate).ThenByDescending(group => group.Members.Length).ToList();
            if (groups.Count < 2)
            {
                yield return Measurement.Undefined("fairness.reweighing.disparate-impact", FormattableString.Invariant(
                    $"fewer than two groups have {GroupFairnessProbe.FewestRecords} test records")) with { Setting = $"{attribute.Name}, {outcome.Name}, {how}" };
                continue;
            }

            foreach (var group in groups.Skip(1))
            {
                var setting = $"{attribute.Name}: {group.Name} against {groups[0].Name}, {outcome.Name}, {how}";
                foreach (var measurement in GroupFigure.Measure(
                    "fairness.reweighing", setting, outcome, group.Members, groups[0].Members, context.Seed, context.ByProfile(500, 1000, 2000)))
                {
                    yield return measurement;
                }
            }
        }
    }

    private static int[] Decide(ProbeContext context, ModelSpec spec, DataSet training, DataSet test)
    {
        var weights = new float[spec.ParameterCount];
        ModelInitializer.Initialize(spec, ParameterLayout.Of(spec), context.Seed, weights);
        var options = new TrainingOptions(context.ByProfile(5, 10, 20), BatchSize, LearningRate, Momentum, 0, 0, context.Seed, Threads: 1) { Device = ComputeDevice.Cpu };
        var result = LocalTrainer.Train(spec, weights, training, options, cancellation: context.Cancellation);
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] += result.Update[i];
        }

        using var target = new SpecTarget(spec, weights, CPU);
        return Decisions.Of(target, test, context.Cancellation);
    }
}
