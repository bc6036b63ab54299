using System.Collections.Frozen;

namespace FederatedSecure.Adversary.Poisoning;

/// <summary>All attacks in update space.</summary>
public static class PoisonAttacks
{
    private const string SearchText = "direction [\"unit\"], \"sign\" or \"std\", gammaInit [10], stop [1e-5], ddof [1]";
    private const string LineText = "evaluations [20], start [0], delta [10], ratio [0.8]";

    /// <summary>The attacks, related ones together.</summary>
    public static IReadOnlyList<PoisonAttack> All { get; } =
    [
        new("sign-flip", "scale [1]", p => new SignFlip(p.Real("scale", 1))),
        new("gaussian", "mean [0], std [1]", p => new GaussianNoise(p.Real("mean", 0), p.Real("std", 1))),
        new("zero", "", _ => new ConstantVector(0)),
        new("inf", "", _ => new ConstantVector(double.PositiveInfinity)),
        new("nan", "", _ => new ConstantVector(double.NaN)),
        new("ipm", "epsilon [0.1]", InnerProduct),
        new("foe", "epsilon [0.1]: another name of ipm", InnerProduct),
        new("alie", "z [z_max from n and f], sign [\"+\"] or \"-\", ddof [1]", p => new ALittleIsEnough(p.Real("z"), Sign(p), p.Whole("ddof", 1))),
        new("optimal-ipm", LineText, p => new OptimalInnerProduct(Line(p))),
        new("optimal-alie", $"{LineText}, sign [\"+\"] or \"-\", ddof [1]", p => new OptimalALittleIsEnough(Line(p), Sign(p), p.Whole("ddof", 1))),
        new("min-max", $"{SearchText}, bound [\"max\"] or \"min\"", p => new MinMax(Direction(p), Search(p), Bound(p, "max"))),
        new("min-sum", $"{SearchText}, bound [\"min\"] or \"max\"", p => new MinSum(Direction(p), Search(p), Bound(p, "min"))),
        new("agr-tailored", SearchText, p => new AgrTailored(Direction(p), Search(p))),
        new("fang-krum", "start [the paper's bound], stop [1e-5]", p => new FangKrum(p.Real("start"), p.Real("stop", 1e-5))),
        new("fang-trimmed-mean", "b [2]", p => new FangTrimmedMean(p.Real("b", 2))),
        new("mimic", "index [0]", p => new Mimic(p.Whole("index", 0))),
        new("mimic-variance", "warmup [10]", p => new MimicVariance(p.Whole("warmup", 10))),
        new("free-rider", "scale [1], sigma [0], decay [1]", p => new FreeRider(p.Real("scale", 1), p.Real("sigma", 0), p.Real("decay", 1))),
        new("sybils", "attack [\"sign-flip\"], its parameters, noise [0]", p => new Sybils(Other(p), p.Real("noise", 0))),
        new("on-off", "attack [\"sign-flip\"], its parameters, probability [0.5]", p => new OnOff(Other(p), p.Real("probability", 0.5))),
    ];

    /// <summary>The attacks by their names.</summary>
    public static FrozenDictionary<string, PoisonAttack> ByName { get; } = All.ToFrozenDictionary(attack => attack.Name, StringComparer.Ordinal);

    /// <summary>Makes an attack.</summary>
    /// <exception cref="ArgumentException">There is no such attack, or the parameters cannot be.</exception>
    public static IPoisoner Create(string name, PoisonParameters parameters)
    {
        var attack = Find(name).Create(parameters);
        parameters.RequireAllKnown();
        return attack;
    }

    private static PoisonAttack Find(string name) => ByName.TryGetValue(name, out var attack)
        ? attack
        : throw new ArgumentException($"There is no attack \"{name}\": take one of {string.Join(", ", All.Select(known => known.Name))}.", nameof(name));

    private static InnerProductManipulation InnerProduct(PoisonParameters parameters) => new(parameters.Real("epsilon", 0.1));

    private static LineSearch Line(PoisonParameters parameters) => new(
        parameters.Whole("evaluations", 20), parameters.Real("start", 0), parameters.Real("delta", 10), parameters.Real("ratio", 0.8));

    private static FactorSearchOptions Search(PoisonParameters parameters) => new(parameters.Real("gammaInit", 10), parameters.Real("stop", 1e-5));

    private static Perturbation Direction(PoisonParameters parameters) => new(
        parameters.Choice("direction", "unit", ("unit", PerturbationKind.Unit), ("sign", PerturbationKind.Sign), ("std", PerturbationKind.Std)),
        parameters.Whole("ddof", 1));

    private static DistanceBound Bound(PoisonParameters parameters, string fallback) =>
        parameters.Choice("bound", fallback, ("min", DistanceBound.Min), ("max", DistanceBound.Max));

    private static int Sign(PoisonParameters parameters) => parameters.Choice("sign", "+", ("+", 1), ("-", -1));

    private static IPoisoner Other(PoisonParameters parameters) => parameters.Text("attack", "sign-flip") is var name and not ("sybils" or "on-off")
        ? Find(name).Create(parameters)
        : throw new ArgumentException("attack must be an attack that stands for itself: sybils and on-off are built in code to go into each other.");
}
