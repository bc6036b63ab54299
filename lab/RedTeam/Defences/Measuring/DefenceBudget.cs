using System.Globalization;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Defences.Measuring;

/// <summary>The perturbation that defences are measured under, and the records.</summary>
internal static class DefenceBudget
{
    /// <summary>ε in L∞: 0.3 for grey pictures, as everybody takes for digits (Madry et al., ICLR 2018), 8/255 for coloured ones.</summary>
    public static double Epsilon(ProbeSubject subject) => subject.Test.FeatureShape[0] == 1 ? 0.3 : 8.0 / 255;

    /// <summary>The terms.</summary>
    public static EvasionTerms Terms(ProbeContext context) =>
        new(Norm.Linf, Epsilon(context.Subject), context.Seed) { Cancellation = context.Cancellation };

    /// <summary>As a measurement's setting.</summary>
    public static string Setting(EvasionTerms terms) =>
        string.Create(CultureInfo.InvariantCulture, $"{terms.Norm.ToString().ToLowerInvariant()}, eps {terms.Epsilon:0.####}");

    /// <summary>Records drawn for a profile; the same for the same seed.</summary>
    public static DataSet Records(ProbeContext context, int quick, int standard, int full)
    {
        var test = context.Subject.Test;
        int[] places = [.. Enumerable.Range(0, test.Count)];
        new SeededRandomSource(context.Seed).Shuffle(places.AsSpan());
        return test.Select(places.AsSpan(0, Math.Min(test.Count, context.ByProfile(quick, standard, full))));
    }
}
