using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Defences.Measuring;

/// <summary>
/// What a defence is worth: accuracy without and with it on clean records, and under three attacks. On the undefended model; with that
/// attack's inputs on the defended one (static: the attacker does not know of the defence); and by an attacker who knows it (adaptive).
/// </summary>
/// <remarks>
/// The adaptive attacker has the static inputs, too, so that it breaks whatever they break: adaptive accuracy is never above static.
/// Only the adaptive figure says something about security.
/// </remarks>
/// <param name="id">First part of the ids, as "defence.jpeg".</param>
/// <param name="data">The records.</param>
/// <param name="terms">What attackers may do.</param>
internal sealed class DefenceFigures(string id, DataSet data, EvasionTerms terms)
{
    /// <summary>The attack on all of them.</summary>
    public required IEvasionAttack Attack { get; init; }

    /// <summary>Measures.</summary>
    /// <param name="undefended">The model as it is.</param>
    /// <param name="attacked">What the attack on it came to; computed once for several defences.</param>
    /// <param name="defended">The defended model as it answers.</param>
    /// <param name="seenThrough">The defended model as the attacker who knows the defence attacks it: same answers, useful gradients.</param>
    /// <param name="setting">Under which parameters.</param>
    public IEnumerable<Measurement> Of(EvasionRun undefended, EvasionOutcome attacked, ITarget defended, ITarget seenThrough, string setting)
    {
        var own = new EvasionRun(defended, data);
        var statically = Broken(own, new EvasionRun(defended, data with { Features = attacked.Adversarial }));
        var adaptive = new EvasionRun(seenThrough, data).Attack(Attack, terms);
        var broken = Judge(own, defended, adaptive).Zip(statically, (one, other) => one || other).ToArray();
        return
        [
            Accuracy("undefended-accuracy", attacked.Robust) with { Problem = attacked.Problem },
            Accuracy("static-accuracy", statically.Count(isBroken => !isBroken)) with { Problem = attacked.Problem },
            Accuracy("adaptive-accuracy", broken.Count(isBroken => !isBroken)) with { Problem = adaptive.Problem ?? attacked.Problem },
            Accuracy("clean-accuracy", own.CleanCorrect),
            Measurement.Exact($"{id}.clean-cost", (double)(undefended.CleanCorrect - own.CleanCorrect) / data.Count, data.Count) with
            {
                Setting = setting,
                LargerIsBetter = false,
            },
        ];

        Measurement Accuracy(string figure, int correct) => Measurement.Part($"{id}.{figure}", correct, data.Count) with { Setting = setting };
    }

    /// <summary>Which records the defended model gets wrong, clean or attacked.</summary>
    private IEnumerable<bool> Broken(EvasionRun clean, EvasionRun attacked) =>
        clean.Clean.Zip(attacked.Clean, data.Labels).Select(answer => answer.First != answer.Third || answer.Second != answer.Third);

    /// <summary>The same with the adaptive inputs; what the attack thought it had broken is looked at with the real answers.</summary>
    private IEnumerable<bool> Judge(EvasionRun clean, ITarget defended, EvasionOutcome adaptive) =>
        Broken(clean, new EvasionRun(defended, data with { Features = adaptive.Adversarial }));
}
