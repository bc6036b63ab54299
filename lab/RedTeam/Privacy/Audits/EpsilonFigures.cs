using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Privacy.Audits;

/// <summary>What audits say of ε, beside what was claimed.</summary>
internal static class EpsilonFigures
{
    private const string Lower = "privacy.audit.epsilon-lower";

    /// <summary>
    /// The lower bound, how far it exceeds the claim (above 0 the claim is false, at 0 or less nothing speaks against it), and the same
    /// in words.
    /// </summary>
    /// <param name="claim">What was claimed.</param>
    /// <param name="setting">Which audit.</param>
    /// <param name="epsilon">The largest ε that is refuted at 5 %.</param>
    /// <param name="samples">Canaries or trainings.</param>
    /// <param name="notes">What the bound rests on.</param>
    public static ProbeResult Against(PrivacyClaim claim, string setting, double epsilon, long samples, params ReadOnlySpan<string> notes)
    {
        var verdict = epsilon > claim.Epsilon ? "DP claim falsified" : "Nothing speaks against the DP claim";
        return new ProbeResult(
        [
            Measurement.Exact(Lower, epsilon, samples) with { Setting = setting, LargerIsBetter = false },
            Measurement.Exact("privacy.audit.epsilon-above-claim", epsilon - claim.Epsilon, samples) with { Setting = setting, LargerIsBetter = false },
        ])
        {
            Notes =
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{verdict} ({setting}): ε is at least {epsilon:F3} at δ = {claim.Delta:G3}, with 95 % confidence; {claim.Epsilon:G4} was claimed."),
                .. notes,
            ],
        };
    }

    /// <summary>No bound.</summary>
    /// <param name="setting">Which audit.</param>
    /// <param name="problem">Why, as the end of a sentence.</param>
    public static ProbeResult Undefined(string setting, string problem) =>
        new([Measurement.Undefined(Lower, problem) with { Setting = setting, LargerIsBetter = false }]);
}
