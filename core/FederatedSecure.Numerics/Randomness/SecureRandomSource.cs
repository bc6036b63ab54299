using System.Security.Cryptography;

namespace FederatedSecure.Numerics;

/// <summary>The operating system's cryptographic generator: for keys, tokens, selections that nobody may foresee, and noise.</summary>
public sealed class SecureRandomSource : IRandomSource
{
    /// <summary>The generator has no state of its own, so one instance serves all threads.</summary>
    public static SecureRandomSource Instance { get; } = new();

    /// <inheritdoc/>
    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
