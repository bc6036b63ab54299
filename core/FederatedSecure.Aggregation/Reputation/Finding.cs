using System.Globalization;

namespace FederatedSecure.Aggregation.Reputation;

/// <summary>That a site stood out in one window.</summary>
/// <param name="FirstRound">First round of the window.</param>
/// <param name="LastRound">Last round of the window.</param>
/// <param name="AlignmentZ">z of the site's alignment among all sites.</param>
/// <param name="SpectralZ">z of the site's spectral score.</param>
/// <param name="ByAlignment">Whether the alignment alone was enough.</param>
public sealed record Finding(int FirstRound, int LastRound, double AlignmentZ, double SpectralZ, bool ByAlignment)
{
    /// <summary>The finding for an operator.</summary>
    public string InWords => string.Create(
        CultureInfo.InvariantCulture,
        $"rounds {FirstRound} to {LastRound}: {(ByAlignment ? AlignmentInWords : SpectralInWords)}");

    private FormattableString AlignmentInWords => AlignmentZ < 0
        ? (FormattableString)$"its updates pull against the others' (alignment z = {AlignmentZ:F1}, spectral z = {SpectralZ:F1})"
        : $"its updates pull much farther than the others' (alignment z = {AlignmentZ:F1}, spectral z = {SpectralZ:F1})";

    private FormattableString SpectralInWords =>
        $"its updates lie along a direction that few share (spectral z = {SpectralZ:F1}) and lag behind the aggregate (alignment z = {AlignmentZ:F1})";
}
