using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Defences.Measuring;

/// <summary>The perturbation that defences are measured under, and the records.</summary>
internal static class DefenceBudget
{
    /// <summary>The usual size in L∞.</summary>
    public static EvasionTerms Terms(ProbeContext context) =>
        new(Norm.Linf, Epsilons.Of(context.Subject, Norm.Linf).Usual, context.Seed) { Cancellation = context.Cancellation };

    /// <summary>As a measurement's setting.</summary>
    public static string Setting(EvasionTerms terms) => Epsilons.Describe(terms.Norm, terms.Epsilon);

    /// <summary>Records drawn for a profile; the same for the same seed.</summary>
    public static DataSet Records(ProbeContext context, int quick, int standard, int full)
    {
        var test = context.Subject.Test;
        int[] places = [.. Enumerable.Range(0, test.Count)];
        new SeededRandomSource(context.Seed).Shuffle(places.AsSpan());
        return test.Select(places.AsSpan(0, Math.Min(test.Count, context.ByProfile(quick, standard, full))));
    }
}
