namespace FederatedSecure.Lab.Simulation.Scenarios;

/// <summary>How values are rounded before encryption.</summary>
/// <param name="Bits">Bits of a value.</param>
/// <param name="Range">r: a coordinate is cut to [−r, r].</param>
internal sealed record QuantizationSpec(int Bits, double Range);
