using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Cryptography.Lattice;

/// <summary>Chooses the engine when it is compiled: our own, or with the build property <c>SealProvider=SealNet</c> SEALNet's.</summary>
internal static class SumEngine
{
    /// <param name="parameters">The ring.</param>
    /// <param name="plan">Digest of the plan that the ciphertexts belong to.</param>
    /// <returns>An engine, which the caller disposes of when no thread uses it any more.</returns>
    public static ISumEngine Create(RingParameters parameters, Digest plan) =>
#if SEALNET
        new SealNet.SealNetSumEngine(parameters, plan);
#else
        new ManagedSumEngine(parameters, plan);
#endif
}
