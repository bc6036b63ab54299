using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Evasion.Measuring;

/// <summary>Between which values an attacker may choose, and what a small change is.</summary>
internal static class InputBounds
{
    /// <summary>Terms for a subject: 0 to 1 for pictures; for tables the bounds of the constraints, or else of the test data.</summary>
    public static EvasionTerms Terms(ProbeContext context, Norm norm, double epsilon)
    {
        var subject = context.Subject;
        var (lower, upper) = subject.ArePictures ? (0, 1)
            : subject.Constraints is { } constraints ? (constraints.Lower.Min(), constraints.Upper.Max())
            : (subject.Test.Features.Min(), subject.Test.Features.Max());
        return new EvasionTerms(norm, epsilon, context.Seed)
        {
            Lower = lower,
            Upper = upper,
            Constraints = subject.Constraints,
            Cancellation = context.Cancellation,
        };
    }

    /// <summary>
    /// The ε that accuracy is told for where an attack looks for the smallest change: for pictures the usual ones for digits (L∞ 0.3, L2
    /// 1.5, L1 10); for standardized tables half a deviation in each feature, one in length, two in sum.
    /// </summary>
    public static double UsualEpsilon(ProbeSubject subject, Norm norm) => (subject.ArePictures, norm) switch
    {
        (true, Norm.Linf) => 0.3,
        (true, Norm.L2) => 1.5,
        (true, _) => 10,
        (false, Norm.Linf) => 0.5,
        (false, Norm.L2) => 1,
        (false, _) => 2,
    };
}
