using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Measuring;

/// <summary>
/// What a defence is worth: accuracy without and with it on clean records, and under three attacks. On the undefended model; with that
/// attack's inputs on the defended one (static: the attacker does not know of the defence); and by an attacker who knows it (adaptive).
/// </summary>
/// <remarks>
/// The adaptive attacker has the static inputs, too, so that it breaks whatever they break: adaptive accuracy is never above static.
/// Only the adaptive figure says something about security. A defence that changes no answer, as noise that is active in training only,
/// is called none.
/// </remarks>
internal sealed class DefenceFigures
{
    private const string NoDefence = "the defended model answers every input exactly like the undefended one: at inference it is no defence";
    private readonly string _id;
    private readonly ITarget _undefended;
    private readonly DataSet _data;
    private readonly EvasionTerms _terms;
    private readonly IEvasionAttack _attack;
    private readonly int _cleanCorrect;
    private readonly EvasionOutcome _attacked;

    /// <summary>Attacks the undefended model.</summary>
    /// <param name="id">First part of the ids, as "defence.jpeg".</param>
    /// <param name="undefended">The model as it is.</param>
    /// <param name="data">The records.</param>
    /// <param name="terms">What attackers may do.</param>
    /// <param name="attack">How they attack.</param>
    public DefenceFigures(string id, ITarget undefended, DataSet data, EvasionTerms terms, IEvasionAttack attack)
    {
        (_id, _undefended, _data, _terms, _attack) = (id, undefended, data, terms, attack);
        var run = new EvasionRun(undefended, data);
        (_cleanCorrect, _attacked) = (run.CleanCorrect, run.Attack(attack, terms));
    }

    /// <summary>Measures a defence.</summary>
    /// <param name="defended">The defended model as it answers.</param>
    /// <param name="seenThrough">The defended model as the attacker who knows the defence attacks it: same answers, useful gradients.</param>
    /// <param name="setting">Under which parameters.</param>
    public IEnumerable<Measurement> Of(ITarget defended, ITarget seenThrough, string setting)
    {
        var clean = new EvasionRun(defended, _data);
        var adaptive = new EvasionRun(seenThrough, _data).Attack(_attack, _terms);
        var statically = Right(clean, defended, _attacked);

        // What the attack thought it had broken is looked at with the real answers.
        var adaptively = statically.Zip(Right(clean, defended, adaptive), (one, other) => one && other);
        var problem = _attacked.Problem ?? (IsIdle(defended) ? NoDefence : null);
        return
        [
            Accuracy("undefended-accuracy", _attacked.Robust, _attacked.Problem),
            Accuracy("static-accuracy", statically.Count(isRight => isRight), problem),
            Accuracy("adaptive-accuracy", adaptively.Count(isRight => isRight), adaptive.Problem ?? problem),
            Accuracy("clean-accuracy", clean.CleanCorrect, problem: null),
            Measurement.Exact($"{_id}.clean-cost", (double)(_cleanCorrect - clean.CleanCorrect) / _data.Count, _data.Count) with
            {
                Setting = setting,
                LargerIsBetter = false,
            },
        ];

        Measurement Accuracy(string figure, int correct, string? problem) =>
            Measurement.Part($"{_id}.{figure}", correct, _data.Count) with { Setting = setting, Problem = problem };
    }

    /// <summary>On which records the defended model is right both before and after an attack.</summary>
    private bool[] Right(EvasionRun clean, ITarget defended, EvasionOutcome outcome)
    {
        var after = new EvasionRun(defended, _data with { Features = outcome.Adversarial }).Clean;
        return [.. _data.Labels.Select((label, i) => clean.Clean[i] == label && after[i] == label)];
    }

    private bool IsIdle(ITarget defended)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var inputs = cat([TargetQueries.Inputs(_data), TargetQueries.Inputs(_data with { Features = _attacked.Adversarial })], 0);
        return defended.LogitsInBatches(inputs).ne(_undefended.LogitsInBatches(inputs)).Count() == 0;
    }
}
