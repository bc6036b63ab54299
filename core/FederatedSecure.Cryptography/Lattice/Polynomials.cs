using FederatedSecure.Cryptography.Lattice.Kernels;

namespace FederatedSecure.Cryptography.Lattice;

/// <summary>Checks of what callers hand in.</summary>
internal static class Polynomials
{
    /// <exception cref="ArgumentException">There are not N words, or one of them is not below q.</exception>
    public static void Require(ReadOnlySpan<ulong> words, RingParameters parameters, string name)
    {
        RequireLength(words, parameters, name);
        if (!RingKernels.AllBelow(words, parameters.Modulus.Value))
        {
            throw new ArgumentException("The words of a polynomial lie below q.", name);
        }
    }

    /// <exception cref="ArgumentException">There are not N words.</exception>
    public static void RequireLength(ReadOnlySpan<ulong> words, RingParameters parameters, string name)
    {
        if (words.Length != parameters.Degree)
        {
            throw new ArgumentException($"A polynomial has N = {parameters.Degree} words; {words.Length} were given.", name);
        }
    }
}
