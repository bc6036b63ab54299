namespace FederatedSecure.Coordinator.Rounds;

/// <summary>What is merged into the next model: a site's update, or the mean of a bucket.</summary>
/// <param name="Weight">What it counts.</param>
/// <param name="Read">Reads its values.</param>
internal sealed record RoundInput(double Weight, TileReader Read);

/// <summary>Reads values of an input.</summary>
/// <param name="first">Index of the first.</param>
/// <param name="destination">Filled completely.</param>
internal delegate void TileReader(long first, Span<float> destination);
