using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Evasion.Measuring;

/// <summary>Between which values an attacker may choose.</summary>
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
}
