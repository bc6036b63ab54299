using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;

namespace FederatedSecure.Lab.RedTeam.Reports.Findings;

/// <summary>What to do about a finding. Mitigations are those of MITRE ATLAS where it has one (AML.M…).</summary>
internal static class Advice
{
    private static readonly (string Pattern, string Words)[] ByName =
    [
        ("privacy.*audit*", "The promised ε does not hold: look for records that were used twice, sampling that is not Poisson, clipping after averaging, or noise that was scaled wrongly, and withdraw the promise until it is found."),
        ("privacy.*inversion*", "Raise the number of sites in a bucket and the noise; keep updates of single records out of every sum. Encryption alone does not help: it is the opened sum that is inverted (AML.M0012)."),
        ("privacy.*attribute*", "Leave the sensitive column and its proxies out of training, or train with differential privacy at a smaller ε."),
        ("privacy.*property*", "Decide whether the property is a secret; if it is, balance it across sites, or add noise at the level of sites, not of records."),
        ("evasion.*patch*", "Do not rely on one camera or sensor (AML.M0009), check inputs for pasted regions, train with patches."),
    ];

    /// <summary>What to do.</summary>
    /// <param name="severity">How bad it is.</param>
    /// <param name="probe">What measured it; null where nothing did.</param>
    public static string Of(Severity severity, ProbeReport? probe) =>
        severity == Severity.Low ? "Measure on more records, or with a more thorough profile, until the interval is on one side of the threshold."
        : probe is null ? "Run the probe that measures it: a more thorough profile, or the records that it needs. Otherwise take the rule out of the gate, and say why."
        : severity == Severity.Medium ? "Repair what the evidence names and run it again. Until then it counts for nothing: not for the model, and not against it."
        : ByName.FirstOrDefault(entry => Wildcard.Matches(entry.Pattern, probe.Id)).Words ?? OfClass(probe.Class);

    private static string OfClass(ProbeClass kind) => kind switch
    {
        ProbeClass.Utility => "Train longer, on more sites, or with less noise; look at the classes with the lowest accuracy first.",
        ProbeClass.Evasion => "Harden the model by adversarial training (PGD, TRADES; AML.M0003), and put an input guard with rate limits before it (AML.M0004, AML.M0015). Measure again with attackers who know the defence.",
        ProbeClass.Backdoor => "Do not release. Find the sites behind it in the round records, take their updates out, and train again from the last release; fine-pruning makes a new candidate only, which is attacked again (AML.M0007, AML.M0008).",
        ProbeClass.Privacy => "Train with differential privacy at a smaller ε, for fewer rounds, or with stronger regularization; show fewer decimals of the scores (AML.M0002).",
        ProbeClass.Extraction => "Restrict and log queries per user (AML.M0004), and show labels or rounded scores only (AML.M0002). Neither stops a patient attacker.",
        ProbeClass.Defence => "Do not count on this defence against attackers who know it; take adversarial training or certified smoothing instead.",
        ProbeClass.Fairness => "Look at the groups' records and labels; reweigh training, or set thresholds by group where the law allows it. A person has to decide which difference is justified.",
        ProbeClass.Drift => "Find out which feature moved and why before the model's answers are used; a new model needs new training, not new thresholds.",
        _ => "Look at the evidence.",
    };
}
