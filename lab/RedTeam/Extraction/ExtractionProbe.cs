using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Extraction;

/// <summary>How good copies get with the number of queries: how often they decide as the original, and how well attacks on them carry over.</summary>
internal sealed class ExtractionProbe : Probe
{
    private const string Name = "extraction.copy";

    /// <summary>L∞ size of the steps whose transfer is looked at.</summary>
    private const float Epsilon = 0.1f;

    /// <inheritdoc/>
    public override string Id => Name;

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Extraction;

    /// <inheritdoc/>
    public override string Title => "Copies the model through its answers";

    /// <inheritdoc/>
    public override string Reference => "Orekondy et al., CVPR 2019; Correia-Silva et al., IJCNN 2018; Papernot et al., AsiaCCS 2017";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var (mine, others) = Halves(context);
        if (others.Count < 20)
        {
            return new ProbeResult([Measurement.Undefined($"{Name}.fidelity", $"{context.Subject.Test.Count} test records are too few: half of them are asked about, the other half compared")]);
        }

        using var target = context.Subject.Open();
        var teacher = new Oracle(target, labelsOnly: true);
        var decisions = Student.Decisions(teacher.Ask(others.Features), others.Classes);
        var lines = Lines(context, mine);
        var budgets = context.ByProfile<int[]>([50, 200, 500], [50, 100, 200, 500, 1_000, 2_000, 5_000], [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000]);
        var terms = new ExtractionTerms(context.ByProfile(20, 30, 50), context.Seed, context.Cancellation);
        var found = new List<Found>();
        foreach (var (line, number) in lines.Select((line, number) => (line, number)))
        {
            foreach (var budget in line.Within(budgets))
            {
                var oracle = new Oracle(target, line.LabelsOnly);
                using var student = line.Attack.Steal(oracle, line.Pool, budget, terms);
                var metrics = ExtractionMetrics.Of(decisions, student.Decide(others.Features), others.Labels);
                found.Add(new Found(line, oracle.Queries, metrics, Transfer(teacher, student, others, decisions)));
                context.Progress.Report((number + ((double)budget / line.Within(budgets)[^1])) / lines.Length);
            }
        }

        return new ProbeResult([.. Baseline(context, mine, others, decisions, terms), .. found.SelectMany(Figures)])
        {
            Curves = [FidelityCurve(found)],
            Notes =
            [
                "The thief asks about half of the test records, which the model has not seen; what copies decide is compared on the other half. Records of the same kind are the best a thief can have; \"noise\" is the least.",
                "The baseline is a copy that was never asked for: the same network trained on the true labels of the same records. A copy that is no nearer to the original than that stole nothing.",
                "The copy is a network with 128 hidden neurons on flat inputs, whatever the original is.",
            ],
        };
    }

    /// <summary>Two halves of the test records: one to ask about, one to compare on.</summary>
    private static (DataSet Mine, DataSet Others) Halves(ProbeContext context)
    {
        var order = Enumerable.Range(0, context.Subject.Test.Count).ToArray();
        Streams.Of(context.Seed, "halves").Shuffle(order.AsSpan());
        return (context.Subject.Test.Select(order.AsSpan(0, order.Length / 2)), context.Subject.Test.Select(order.AsSpan(order.Length / 2)));
    }

    private static ImmutableArray<Line> Lines(ProbeContext context, DataSet mine)
    {
        var records = QueryPool.Of(mine);
        ImmutableArray<Line> quick = [new(new RandomKnockoff(), records, false), new(new RandomKnockoff(hardens: true), records, true)];
        if (context.Profile == ProbeCost.Quick)
        {
            return quick;
        }

        ImmutableArray<Line> further = [.. quick, new(new AdaptiveKnockoff(), records, false), new(new JacobianAugmentation(), records, true)];
        return context.Subject.ArePictures
            ? [.. further, new(new RandomKnockoff(), QueryPool.Noise(mine.Count, mine.RecordLength, Streams.Seed(context.Seed, "noise")), false)]
            : further;
    }

    private static IEnumerable<Measurement> Baseline(ProbeContext context, DataSet mine, DataSet others, int[] decisions, ExtractionTerms terms)
    {
        var transcript = new Transcript();
        transcript.Inputs.AddRange(mine.Features);
        transcript.Answers.AddRange(mine.Labels.SelectMany(label => Enumerable.Range(0, mine.Classes).Select(c => c == label ? 1f : 0f)));
        using var student = new Student(mine.RecordLength, mine.Classes, terms.Seed);
        student.Learn(transcript, terms.Epochs, Streams.Of(context.Seed, "order"), terms.Cancellation);
        var metrics = ExtractionMetrics.Of(decisions, student.Decide(others.Features), others.Labels);
        yield return Measurement.Part($"{Name}.baseline-fidelity", metrics.Agreements, metrics.Records) with { Setting = Text($"true labels of {mine.Count} records"), LargerIsBetter = false };
        yield return Measurement.Part($"{Name}.original-accuracy", metrics.TeacherCorrect, metrics.Records);
    }

    /// <summary>Of records on which the original is right and one step on the copy changes its mind: those on which it changes the original's too.</summary>
    private static (long Changed, long Tried) Transfer(Oracle teacher, Student student, DataSet others, int[] decisions)
    {
        var slopes = student.Slopes(others.Features, decisions);
        float[] moved = [.. others.Features.Zip(slopes, (value, slope) => Math.Clamp(value - (Epsilon * MathF.Sign(slope)), 0, 1))];
        var (copied, original) = (student.Decide(moved), Student.Decisions(teacher.Ask(moved), others.Classes));
        int[] tried = [.. Enumerable.Range(0, others.Count).Where(i => decisions[i] == others.Labels[i] && copied[i] != decisions[i])];
        return (tried.Count(i => original[i] != decisions[i]), tried.Length);
    }

    private static IEnumerable<Measurement> Figures(Found found)
    {
        var setting = Text($"{found.Line.Name}, {found.Queries} queries");
        yield return Measurement.Part($"{Name}.fidelity", found.Metrics.Agreements, found.Metrics.Records) with { Setting = setting, LargerIsBetter = false };
        yield return Measurement.Part($"{Name}.accuracy", found.Metrics.StudentCorrect, found.Metrics.Records) with { Setting = setting, LargerIsBetter = false };
        yield return Measurement.Part($"{Name}.transfer", found.Transfer.Changed, found.Transfer.Tried) with { Setting = Text($"{setting}, linf, eps {Epsilon}"), LargerIsBetter = false };
    }

    private static Curve FidelityCurve(List<Found> found) => new(
        $"{Name}.fidelity-over-queries",
        "How often copies decide as the original",
        "queries",
        "part of records with the same decision",
        [
            .. found.GroupBy(item => item.Line.Name).Select(line => new CurveLine(line.Key, [.. line.Select(item =>
            {
                var figure = Measurement.Part(Name, item.Metrics.Agreements, item.Metrics.Records);
                return new CurvePoint(item.Queries, figure.Value, figure.Lower, figure.Upper);
            })])),
        ]);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Line(IExtraction Attack, QueryPool Pool, bool LabelsOnly)
    {
        public string Name => $"{Attack.Name}, {(LabelsOnly ? "decisions" : "probabilities")}, {Pool.Name}";

        /// <summary>The budgets that make a difference: who asks about the pool only is done when all of it is used.</summary>
        public int[] Within(int[] budgets) =>
            Attack is JacobianAugmentation ? budgets : [.. budgets.Select(budget => Math.Min(budget, Pool.Count)).Distinct()];
    }

    private sealed record Found(Line Line, long Queries, ExtractionMetrics Metrics, (long Changed, long Tried) Transfer);
}
