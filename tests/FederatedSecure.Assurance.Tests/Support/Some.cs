using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Assurance.Tests.Support;

/// <summary>Reports and figures for tests.</summary>
internal static class Some
{
    public static Measurement Figure(string id, double lower, double value, double upper, bool largerIsBetter = true) =>
        new(id, value, lower, upper, 100) { LargerIsBetter = largerIsBetter };

    public static ProbeReport Probe(string id, params Measurement[] measurements) =>
        new(id, ProbeClass.Evasion, $"What {id} does", "Somebody, 2020", ProbeOutcome.Ran, 7, 1.5) { Measurements = [.. measurements] };

    public static ProbeReport Failed(string id, string reason) => Probe(id) with { Outcome = ProbeOutcome.Failed, Reason = reason };

    public static ProbeReport Skipped(string id, string reason) => Probe(id) with { Outcome = ProbeOutcome.Skipped, Reason = reason };

    public static AssuranceReport Report(params ProbeReport[] probes) => new(
        "1.2.3", Digest.Of("model"u8), Digest.Of("data"u8), "quick", 42, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), 61.5, 2, [.. probes]);

    public static AssuranceReport Report(params Measurement[] measurements) => Report(Probe("evasion.pgd-linf", measurements));
}
