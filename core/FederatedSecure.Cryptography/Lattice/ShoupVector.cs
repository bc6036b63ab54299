using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FederatedSecure.Cryptography.Lattice;

/// <summary>
/// A secret polynomial in transformed form, times 1/N, with the quotients that make multiplying by it cheap: what
/// <see cref="Ntt.MultiplyInverse"/> takes.
/// </summary>
internal sealed class ShoupVector : IDisposable
{
    private readonly ulong[] _values;
    private readonly ulong[] _quotients;
    private bool _isDisposed;

    /// <param name="values">Words below q; copied.</param>
    /// <param name="tables">The ring.</param>
    public ShoupVector(ReadOnlySpan<ulong> values, NttTables tables)
    {
        // Pinned, so that the garbage collector leaves no copies behind.
        _values = GC.AllocateUninitializedArray<ulong>(values.Length, pinned: true);
        _quotients = GC.AllocateUninitializedArray<ulong>(values.Length, pinned: true);
        var modulus = tables.Modulus;
        for (var i = 0; i < values.Length; i++)
        {
            _values[i] = modulus.Multiply(values[i], tables.InverseDegree);
            _quotients[i] = modulus.Quotient(_values[i]);
        }
    }

    public ReadOnlySpan<ulong> Values => Checked(_values);

    public ReadOnlySpan<ulong> Quotients => Checked(_quotients);

    public void Dispose()
    {
        _isDisposed = true;
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_values.AsSpan()));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_quotients.AsSpan()));
    }

    private ReadOnlySpan<ulong> Checked(ulong[] words)
    {
        // Zeros would multiply as well as secrets do.
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return words;
    }
}
