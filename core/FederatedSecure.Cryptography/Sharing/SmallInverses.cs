using FederatedSecure.Cryptography.Lattice;

namespace FederatedSecure.Cryptography.Sharing;

/// <summary>Inverses of the differences of holders' numbers, computed once.</summary>
internal sealed class SmallInverses
{
    private readonly ulong[] _inverses = new ulong[SecretSharing.MaximumHolders];

    public SmallInverses(Modulus modulus)
    {
        Modulus = modulus;
        for (var i = 1; i < _inverses.Length; i++)
        {
            _inverses[i] = modulus.Invert((ulong)i);
        }
    }

    public Modulus Modulus { get; }

    /// <summary>1/(a − b) mod q for two different holders' numbers.</summary>
    public ulong OfDifference(ulong a, ulong b) => a > b ? _inverses[a - b] : Modulus.Negate(_inverses[b - a]);
}
