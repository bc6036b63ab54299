namespace FederatedSecure.Lab.RedTeam.Evasion.Physical;

/// <summary>Over which transformations a patch has to work: all uniform and independent.</summary>
/// <param name="SmallestScale">Smallest diameter, as part of the picture's shorter side.</param>
/// <param name="LargestScale">Largest diameter.</param>
/// <param name="Degrees">Turned by up to so much either way; 22.5 in the paper's reference implementations.</param>
/// <param name="IsCentred">Always in the middle of the picture; else anywhere that the disc fits.</param>
internal sealed record PatchPlacements(double SmallestScale = 0.3, double LargestScale = 0.5, double Degrees = 22.5, bool IsCentred = false);
