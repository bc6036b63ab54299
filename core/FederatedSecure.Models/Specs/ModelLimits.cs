namespace FederatedSecure.Models;

/// <summary>
/// The largest model that is accepted. Every limit is checked against numbers computed from the spec alone, before
/// any memory is taken, so that a spec that would need terabytes costs its reader nothing.
/// </summary>
/// <param name="MaximumParameters">Trainable values of the whole model; 4 bytes each. Default 256 million (1 GB), and
/// never more than <see cref="ParameterCeiling"/>, because weights are handled as one array.</param>
/// <param name="MaximumActivations">Values that one record produces in all layers together, its input included;
/// training keeps them all, for every record of a batch. Default 16,777,216 (64 MiB a record).</param>
/// <param name="MaximumLayers">Entries in the list of layers. Default 256.</param>
public sealed record ModelLimits(
    long MaximumParameters = 256_000_000,
    long MaximumActivations = 1 << 24,
    int MaximumLayers = 256)
{
    /// <summary>What one array of 32-bit floats can hold, less some head-room for the runtime's own limit.</summary>
    public const long ParameterCeiling = 2_147_000_000;

    /// <summary>The limits that hold where nobody has set others.</summary>
    public static ModelLimits Default { get; } = new();
}
