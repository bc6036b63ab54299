using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Evasion.Measuring;

/// <summary>How large perturbations are that accuracy is told for.</summary>
internal static class Epsilons
{
    /// <summary>
    /// A small one and the usual one, in units of the features. Grey pictures (digits): L∞ 0.1 and 0.3, L2 0.5 and 1.5, L1 5 and 10; in
    /// colour: L∞ 2/255 and 8/255, L2 0.25 and 0.5, L1 6 and 12; standardized tables: L∞ 0.1 and 0.5, L2 0.3 and 1, L1 0.5 and 2.
    /// </summary>
    public static (double Small, double Usual) Of(ProbeSubject subject, Norm norm) => (Channels(subject), norm) switch
    {
        (null, Norm.Linf) => (0.1, 0.5),
        (null, Norm.L2) => (0.3, 1),
        (null, _) => (0.5, 2),
        (1, Norm.Linf) => (0.1, 0.3),
        (1, Norm.L2) => (0.5, 1.5),
        (1, _) => (5, 10),
        (_, Norm.Linf) => (2.0 / 255, 8.0 / 255),
        (_, Norm.L2) => (0.25, 0.5),
        _ => (6, 12),
    };

    /// <summary>For a curve, rising: from a quarter of the usual one to one and a half, with the small one among them.</summary>
    public static ImmutableArray<double> Curve(ProbeSubject subject, Norm norm)
    {
        var (small, usual) = Of(subject, norm);
        return [.. new[] { usual / 4, small, usual / 2, 3 * usual / 4, usual, 1.5 * usual }.Distinct().Order()];
    }

    /// <summary>As settings of measurements have it, "linf, eps 0.3"; 255ths as such.</summary>
    public static string Describe(Norm norm, double epsilon) => $"{Name(norm)}, {Describe(epsilon)}";

    /// <summary>Without the norm, "eps 0.3".</summary>
    public static string Describe(double epsilon)
    {
        var in255 = epsilon * 255;
        var isIn255 = epsilon < 0.05 && Math.Abs(in255 - Math.Round(in255)) < 1e-9;
        return string.Create(CultureInfo.InvariantCulture, $"eps {(isIn255 ? $"{in255:0}/255" : epsilon.ToString("0.####", CultureInfo.InvariantCulture))}");
    }

    /// <summary>A norm as reports name it.</summary>
    public static string Name(Norm norm) => norm switch
    {
        Norm.Linf => "linf",
        Norm.L2 => "l2",
        _ => "l1",
    };

    private static int? Channels(ProbeSubject subject) => subject.ArePictures ? subject.Test.FeatureShape[0] : null;
}
