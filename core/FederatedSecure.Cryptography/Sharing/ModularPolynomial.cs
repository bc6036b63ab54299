using FederatedSecure.Cryptography.Lattice;

namespace FederatedSecure.Cryptography.Sharing;

/// <summary>A polynomial over Z_q, lowest coefficient first.</summary>
internal sealed record ModularPolynomial(ulong[] Coefficients, Modulus Modulus)
{
    public ulong Evaluate(ulong x)
    {
        var result = 0UL;
        for (var i = Coefficients.Length - 1; i >= 0; i--)
        {
            result = Modulus.Add(Modulus.Multiply(result, x), Coefficients[i]);
        }

        return result;
    }

    /// <summary>The quotient by a monic divisor; null where something remains.</summary>
    public ModularPolynomial? DivideExactly(ModularPolynomial divisor)
    {
        var rest = Coefficients.ToArray();
        var degree = divisor.Coefficients.Length - 1;
        if (rest.Length <= degree)
        {
            return rest.Any(c => c != 0) ? null : new ModularPolynomial([0], Modulus);
        }

        var quotient = new ulong[rest.Length - degree];
        for (var i = quotient.Length - 1; i >= 0; i--)
        {
            quotient[i] = rest[i + degree];
            for (var j = 0; j <= degree; j++)
            {
                rest[i + j] = Modulus.Subtract(rest[i + j], Modulus.Multiply(quotient[i], divisor.Coefficients[j]));
            }
        }

        return rest.Any(c => c != 0) ? null : new ModularPolynomial(quotient, Modulus);
    }
}
