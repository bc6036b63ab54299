using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Privacy.Audits;

/// <summary>What audits say of ε, beside what was promised.</summary>
internal static class EpsilonFigures
{
    /// <summary>A lower bound.</summary>
    public static Measurement Bound(string setting, double epsilon, long samples) =>
        Measurement.Exact("privacy.audit.epsilon-lower", epsilon, samples) with { Setting = setting, LargerIsBetter = false };

    /// <summary>How far a lower bound exceeds the claim: above 0 the claim is false, at 0 or less nothing speaks against it.</summary>
    public static Measurement AboveClaim(Measurement bound, PrivacyClaim claim) =>
        Measurement.Exact("privacy.audit.epsilon-above-claim", bound.Value - claim.Epsilon, bound.Samples) with { Setting = bound.Setting, LargerIsBetter = false };

    /// <summary>The same in words.</summary>
    public static string Verdict(Measurement bound, PrivacyClaim claim)
    {
        var verdict = bound.Value > claim.Epsilon ? "DP claim falsified" : "Nothing speaks against the DP claim";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict} ({bound.Setting}): ε is at least {bound.Value:F3} at δ = {claim.Delta:G3}; {claim.Epsilon:G4} was claimed.");
    }
}
