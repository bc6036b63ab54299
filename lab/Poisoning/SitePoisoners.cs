using System.Collections.Immutable;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Lab.Poisoning.Data;
using FederatedSecure.Lab.Poisoning.Updates;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Poisoning;

/// <summary>All attacks in data space by name.</summary>
internal static class SitePoisoners
{
    private const string BackdoorText = "target [0], fraction [0.5], size [4, or 2 on small pictures], gap [2 or 1], shift [0], value [the data's largest]";
    private const string BoostText = "boost [n/(η·m)]: 1 for none";

    private static readonly ImmutableArray<SitePoisonerEntry> List =
    [
        new("label-flip", "", (_, _, _) => new SitePoisoner("label-flip", new LabelFlip(), [])),
        new("targeted-label-flip", "source [2], target [7]", (p, data, _) => new SitePoisoner(
            "targeted-label-flip", new TargetedLabelFlip(Label(p, data, "source", 2), Label(p, data, "target", 7)), [])),
        new("dynamic-label-flip", "", (_, _, _) => new SitePoisoner("dynamic-label-flip", new DynamicLabelFlip(), [])),
        new("backdoor", $"{BackdoorText}, {BoostText}", (p, data, rate) => new SitePoisoner(
            "backdoor", Marked(p, data, isDistributed: false), [new Boost(p.Real("boost"), rate)])),
        new("dba", $"{BackdoorText}, {BoostText}", (p, data, rate) => new SitePoisoner(
            "dba", Marked(p, data, isDistributed: true), [new Boost(p.Real("boost"), rate)])),
        new("edge-case", $"source [7], target [1], tail [0.2], fraction [0.8], {BoostText}", (p, data, rate) => new SitePoisoner(
            "edge-case", Edge(p, data), [new Boost(p.Real("boost"), rate)])),
        new("pgd", $"{BackdoorText}, epsilon [0.25]", (p, data, _) => new SitePoisoner(
            "pgd", Marked(p, data, isDistributed: false), [new Projection(Positive(p, "epsilon", 0.25))])),
        new("neurotoxin", $"{BackdoorText}, masked [0.05], clip [0.2]", (p, data, _) => new SitePoisoner(
            "neurotoxin", Marked(p, data, isDistributed: false), [new LeastUsed(Part(p, "masked", 0.05)), new Projection(Positive(p, "clip", 0.2))])),
    ];

    /// <summary>The names with their parameters for people.</summary>
    public static IReadOnlyList<SitePoisonerEntry> All => List;

    /// <summary>Whether there is one of this name.</summary>
    public static bool Knows(string name) => List.Any(entry => entry.Name == name);

    /// <summary>Makes an attack.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="data">The kind of data that it is for: shape, classes, range of values.</param>
    /// <param name="serverRate">η, with which the coordinator applies the mean.</param>
    /// <exception cref="ArgumentException">There is none of this name, or a parameter cannot be.</exception>
    public static SitePoisoner Create(string name, PoisonParameters parameters, DataSet data, double serverRate)
    {
        var entry = List.FirstOrDefault(entry => entry.Name == name)
            ?? throw new ArgumentException($"There is no attack \"{name}\" in data space: take one of {string.Join(", ", List.Select(known => known.Name))}.");
        var poisoner = entry.Create(parameters, data, serverRate);
        parameters.RequireAllKnown();
        return poisoner;
    }

    private static Backdoor Marked(PoisonParameters parameters, DataSet data, bool isDistributed)
    {
        var isSmall = data.FeatureShape is not [_, >= 16, >= 16];
        var trigger = new Trigger(
            AtLeast(parameters, "size", isSmall ? 2 : 4, 1),
            AtLeast(parameters, "gap", isSmall ? 1 : 2, 0),
            AtLeast(parameters, "shift", 0, 0),
            (float)parameters.Real("value", data.Features.Length == 0 ? 1 : data.Features.Max()));
        return new Backdoor(trigger, Label(parameters, data, "target", 0), Part(parameters, "fraction", 0.5), isDistributed);
    }

    private static EdgeCase Edge(PoisonParameters parameters, DataSet data) => new(
        Label(parameters, data, "source", 7), Label(parameters, data, "target", 1), Part(parameters, "tail", 0.2), Part(parameters, "fraction", 0.8));

    private static int Label(PoisonParameters parameters, DataSet data, string name, int fallback)
    {
        // Data with two classes have no 7.
        var label = parameters.Whole(name, fallback % data.Classes);
        return label >= 0 && label < data.Classes ? label : throw new ArgumentException($"{name} must be a class from 0 to {data.Classes - 1}.", name);
    }

    private static int AtLeast(PoisonParameters parameters, string name, int fallback, int least) =>
        parameters.Whole(name, fallback) is var value && value >= least ? value : throw new ArgumentException($"{name} must be at least {least}.", name);

    private static double Positive(PoisonParameters parameters, string name, double fallback) =>
        parameters.Real(name, fallback) is var value && value > 0 ? value : throw new ArgumentException($"{name} must be above 0.", name);

    private static double Part(PoisonParameters parameters, string name, double fallback) =>
        parameters.Real(name, fallback) is var value and > 0 and < 1 ? value : throw new ArgumentException($"{name} must be above 0 and below 1.", name);
}
