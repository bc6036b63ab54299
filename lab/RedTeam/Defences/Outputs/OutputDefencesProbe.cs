using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Outputs;

/// <summary>
/// Defences that change answers, measured by what they are there for: how well the loss of an answer tells members from others, without the
/// defence and with it (static), and for an attacker who goes by the label alone or repeats what is known of the defence (adaptive: the better
/// one of the loss and of being right, Yeom et al., CSF 2018).
/// </summary>
internal sealed class OutputDefencesProbe : Probe
{
    private const double Least = 1e-12;

    /// <inheritdoc/>
    public override string Id => "defence.outputs";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Defence;

    /// <inheritdoc/>
    public override string Title => "Rounded, shortened and misleading answers as a defence";

    /// <inheritdoc/>
    public override string Reference => "Lee et al., IEEE S&P Workshops 2019; Yeom et al., CSF 2018; Choquette-Choo et al., ICML 2021";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) =>
        subject.Training is null ? "it needs training records to tell from others, which only the clients have" : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        using var target = context.Subject.Open();
        var (training, test) = (context.Subject.Training!, context.Subject.Test);
        var count = Math.Min(Math.Min(training.Count, test.Count), context.ByProfile(1000, 5000, 20_000));
        var (members, others) = (Answers(target, First(training, count), context), Answers(target, First(test, count), context));
        (string Name, Func<double[], double[]?> Change)[] defences =
        [
            ("3 decimals", answer => AnswerRounding.Round(answer)),
            ("top 3", answer => AnswerRounding.Top(answer)),
            ("reverse sigmoid, beta 1, gamma 0.1", answer => ReverseSigmoid.Apply(answer)),
        ];
        var labels = Area("", members, others, (answer, label) => Largest(answer) == label ? 1 : 0);
        return new ProbeResult([.. defences.SelectMany(defence => Figures(defence.Name, defence.Change, members, others, labels))])
        {
            Notes = ["Whoever attacks with labels alone (membership by being right or by distance to the boundary, HopSkipJump, copying by labels) is stopped by none of these."],
        };
    }

    private static IEnumerable<Measurement> Figures(
        string setting, Func<double[], double[]?> change, List<Answer> members, List<Answer> others, Measurement labels)
    {
        var (changedMembers, changedOthers) = (Change(members), Change(others));
        var statically = Area("defence.outputs.static-auc", changedMembers, changedOthers, Loss);
        var moved = others.Zip(changedOthers).Count(pair => Largest(pair.First.Probabilities) != Largest(pair.Second.Probabilities));
        return
        [
            Area("defence.outputs.undefended-auc", members, others, Loss) with { Setting = setting },
            statically with { Setting = setting },
            (statically.Value >= labels.Value ? statically : labels) with { Id = "defence.outputs.adaptive-auc", Setting = setting },
            Measurement.Part("defence.outputs.changed-labels", moved, others.Count) with { Setting = setting, LargerIsBetter = false },
        ];

        List<Answer> Change(List<Answer> answers) => answers.ConvertAll(answer => answer with { Probabilities = change(answer.Probabilities) ?? answer.Probabilities });

        static double Loss(double[] answer, int label) => Math.Log(Math.Max(Least, answer[label]));
    }

    private static Measurement Area(string id, List<Answer> members, List<Answer> others, Func<double[], int, double> score)
    {
        var scores = new MembershipScores(Of(members), Of(others));
        var interval = AucInterval.Of(scores);
        return new Measurement(id, new RocCurve(scores).Auc, interval.Lower, interval.Upper, members.Count + others.Count) { LargerIsBetter = false };

        double[] Of(List<Answer> answers) => [.. answers.Select(answer => score(answer.Probabilities, answer.Label))];
    }

    private static List<Answer> Answers(ITarget target, DataSet data, ProbeContext context)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var probabilities = nn.functional.softmax(target.LogitsInBatches(TargetQueries.Inputs(data), context.Cancellation).to(ScalarType.Float64), 1).contiguous().data<double>().ToArray();
        return [.. probabilities.Chunk(data.Classes).Select((row, record) => new Answer(row, data.Labels[record]))];
    }

    private static DataSet First(DataSet data, int count) => data.Select([.. Enumerable.Range(0, count)]);

    private static int Largest(double[] answer) => Array.IndexOf(answer, answer.Max());

    private sealed record Answer(double[] Probabilities, int Label);
}
