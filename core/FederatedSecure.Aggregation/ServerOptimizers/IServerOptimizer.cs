namespace FederatedSecure.Aggregation.ServerOptimizers;

/// <summary>
/// Turns the mean of the sites' updates into a step of the global model. Works element by element, so that a model can be
/// walked through tile by tile without ever being in memory whole.
/// </summary>
public interface IServerOptimizer
{
    /// <summary>Name in job files.</summary>
    string Name { get; }

    /// <summary>How many vectors of the model's length are kept from round to round: 0, 1 or 2.</summary>
    int StateVectors { get; }

    /// <summary>What the elements of a state vector are before the first round.</summary>
    /// <param name="vector">0 for the first state vector, 1 for the second.</param>
    float InitialState(int vector);

    /// <summary>Takes a step on one tile. Where the tile starts and ends changes no bit of the result.</summary>
    /// <remarks>
    /// Extreme updates can take the parameters, or the state, beyond what a float holds: the caller checks both for finiteness
    /// before keeping them, since an infinite second moment would stop its element for ever.
    /// </remarks>
    /// <param name="parameters">The tile of the global model, changed in place.</param>
    /// <param name="meanUpdate">The same tile of the mean update Δ (trained minus global).</param>
    /// <param name="first">The same tile of the first state vector, changed in place; empty if there is none.</param>
    /// <param name="second">The same tile of the second state vector, changed in place; empty if there is none.</param>
    /// <exception cref="ArgumentException">The lengths differ; nothing has been changed.</exception>
    void Step(Span<float> parameters, ReadOnlySpan<float> meanUpdate, Span<float> first, Span<float> second);
}
