namespace FederatedSecure.Assurance.Measurements;

/// <summary>A picture for the report: an adversarial or rebuilt input.</summary>
/// <param name="Group">Pictures of the same group stand side by side.</param>
/// <param name="Caption">What it is, as "3 → 8, eps 0.3".</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Pixels">Channel after channel, row after row, 0 to 1.</param>
public sealed record Picture(string Group, string Caption, int Channels, int Height, int Width, float[] Pixels);
