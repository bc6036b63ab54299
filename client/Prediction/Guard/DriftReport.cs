using System.Collections.Immutable;

namespace FederatedSecure.Client.Prediction.Guard;

/// <summary>How far a window of inputs is from the reference.</summary>
/// <param name="Records">Records in the window.</param>
/// <param name="Shifted">Features whose distribution is another one, most shifted first: at a false discovery rate of 1 % over all features.</param>
/// <param name="Discrepancy">Squared maximum mean discrepancy of whole records.</param>
/// <param name="Threshold">What that exceeds in one window of a hundred without any drift.</param>
internal sealed record DriftReport(int Records, ImmutableArray<ShiftedFeature> Shifted, double Discrepancy, double Threshold)
{
    /// <summary>Whether inputs have drifted. Windows are compared again and again, so that one in some hundreds is a false alarm.</summary>
    public bool IsDrifting => Shifted.Length > 0 || Discrepancy > Threshold;
}
