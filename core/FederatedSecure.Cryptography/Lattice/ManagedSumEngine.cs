using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Cryptography.Lattice;

/// <summary>The default: <see cref="Adder"/> and <see cref="Opener"/>, which allocate nothing per chunk.</summary>
internal sealed class ManagedSumEngine : ISumEngine
{
    private readonly CommonPolynomials _common;
    private readonly Opener _opener;

    /// <param name="parameters">The ring.</param>
    /// <param name="plan">Digest of the plan that the ciphertexts belong to.</param>
    public ManagedSumEngine(RingParameters parameters, Digest plan)
    {
        _common = new CommonPolynomials(parameters, plan);
        _opener = new Opener(_common);
    }

    /// <inheritdoc/>
    public void Add(Span<ulong> sum, ReadOnlySpan<ulong> ciphertext) => Adder.Add(sum, ciphertext, _common.Parameters);

    /// <inheritdoc/>
    public OpeningCheck Open(OpeningKey key, int chunk, ReadOnlySpan<ulong> sum, int members, int droppedBits, Span<ulong> message) =>
        _opener.Open(key, chunk, sum, members, droppedBits, message);

    /// <inheritdoc/>
    public void Dispose() => _common.Dispose();
}
