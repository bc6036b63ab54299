using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Privacy.Property;

/// <summary>Whether models of this kind give away a share within their training data: of a protected group, or of a class.</summary>
internal sealed class PropertyInferenceProbe : Probe
{
    private const string Name = "privacy.property-inference";

    /// <inheritdoc/>
    public override string Id => Name;

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Privacy;

    /// <inheritdoc/>
    public override string Title => "Guesses a share within the whole training set";

    /// <inheritdoc/>
    public override string Reference => "Ateniese et al., IJSN 2015; Ganju et al., CCS 2018";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Standard;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) => subject.Spec is null ? "shadow models need the model's specification" : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var subject = context.Subject;
        var data = subject.Training ?? subject.Test;
        var order = Enumerable.Range(0, data.Count).ToArray();
        Streams.Of(context.Seed, "halves").Shuffle(order.AsSpan());
        var shadowData = data.Select(order.AsSpan(0, order.Length / 2));
        var victimData = data.Select(order.AsSpan(order.Length / 2));
        var question = Question(data);

        // Half of the rarer kind, at most, so that sets differ from one another.
        var rarer = Math.Min(Rarer(shadowData, question), Rarer(victimData, question));
        var size = Math.Min(context.ByProfile(100, 200, 400), rarer);
        if (size < 20)
        {
            return new ProbeResult([Measurement.Undefined($"{Name}.accuracy", $"only {rarer} records of one kind are there for training sets with and without \"{question.Name}\"")]);
        }

        var queries = subject.Test.Select([.. Enumerable.Range(0, Math.Min(20, subject.Test.Count))]);
        var attack = new PropertyInference(subject.Spec!, queries, size, new TrainingOptions(5, 32, 0.05, 0.9, 0, 0, 0, Threads: 1));
        var (shadows, victims) = (context.ByProfile(16, 32, 128), context.ByProfile(16, 32, 100));
        var found = attack.Run(question, shadowData, victimData, shadows, victims, context.Seed, context.Progress, context.Cancellation);
        var nothing = attack.Run(
            question with { ShareWith = question.ShareWithout }, shadowData, victimData, shadows, victims, Streams.Seed(context.Seed, "null"), null, context.Cancellation);
        var control = Figure($"{Name}.null-accuracy", "both kinds drawn alike", nothing);
        var figure = Figure($"{Name}.accuracy", InvariantSetting(question, size), found);
        return new ProbeResult(
        [
            figure with { Problem = figure.Problem ?? (control.Lower > 0.5 ? "the control failed: sets that are drawn alike are told apart" : null) },
            control,
        ])
        {
            Notes =
            [
                "Guessing gives 50 %. Victims are models of the same specification trained on other records of the same data; the attacker has records of that data, and sees answers to a few queries only.",
                "A share is no single record's secret, and differential privacy for records does not hide it; it may be a site's.",
            ],
        };
    }

    /// <summary>The commonest value of the first protected column; without one, the commonest class. Half of it, against what is natural.</summary>
    private static PropertyQuestion Question(DataSet data)
    {
        if (data.Protected.Keys.Order(StringComparer.Ordinal).FirstOrDefault() is { } column)
        {
            var value = data.Protected[column].GroupBy(text => text).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).First().Key;
            var share = (double)data.Protected[column].Count(text => text == value) / data.Count;
            return new PropertyQuestion($"{column} is {value}", (set, place) => set.Protected[column][place] == value, Away(share), share);
        }

        var label = data.Labels.GroupBy(label => label).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key;
        var natural = (double)data.Labels.Count(other => other == label) / data.Count;
        return new PropertyQuestion($"label is {data.ClassNames[label]}", (set, place) => set.Labels[place] == label, Away(natural), natural);

        // Half, unless that is nearly what there is anyway.
        static double Away(double share) => Math.Abs(share - 0.5) >= 0.2 ? 0.5 : share >= 0.5 ? share - 0.3 : share + 0.3;
    }

    private static int Rarer(DataSet data, PropertyQuestion question)
    {
        var with = Enumerable.Range(0, data.Count).Count(place => question.Has(data, place));
        return Math.Min(with, data.Count - with);
    }

    private static Measurement Figure(string id, string setting, PropertyInference.Outcome? outcome) =>
        (outcome is { } known ? Measurement.Part(id, known.Correct, known.Victims) : Measurement.Undefined(id, "there are too few records of one kind"))
            with
        { Setting = setting, LargerIsBetter = false };

    private static string InvariantSetting(PropertyQuestion question, int size) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{question.Name}: {question.ShareWith:P0} against {question.ShareWithout:P0} of {size} records");
}
