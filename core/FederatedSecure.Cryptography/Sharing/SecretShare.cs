using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Lattice.Kernels;
using FederatedSecure.Cryptography.Packing.Kernels;

namespace FederatedSecure.Cryptography.Sharing;

/// <summary>
/// One holder's share of a secret, or the sum of its shares of several secrets, which is its share of their sum. Zeroed when
/// disposed; never shown.
/// </summary>
public sealed class SecretShare : IDisposable
{
    private readonly ulong[] _words;
    private bool _isDisposed;

    internal SecretShare(RingParameters parameters, int holder)
    {
        if (holder is < 1 or > SecretSharing.MaximumHolders)
        {
            throw new ArgumentOutOfRangeException(nameof(holder), holder, $"Holders are numbered from 1 to {SecretSharing.MaximumHolders}.");
        }

        Parameters = parameters;
        Holder = holder;
        _words = GC.AllocateArray<ulong>(parameters.Degree, pinned: true);
    }

    /// <summary>The ring of the secret.</summary>
    public RingParameters Parameters { get; }

    /// <summary>The holder's number, from 1 on: the point at which the polynomials were evaluated.</summary>
    public int Holder { get; }

    internal Span<ulong> Words
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _words;
        }
    }

    /// <summary>Bytes of a share on the wire: N words of as many bits as q has, lowest bit first.</summary>
    public static int ByteCount(RingParameters parameters) => BitKernels.ByteCount(parameters.Degree, parameters.Modulus.Bits);

    /// <summary>The sum of one holder's shares: its share of the sum of the secrets.</summary>
    /// <param name="shares">At least one share, all of the same holder and ring.</param>
    /// <exception cref="ArgumentException">There is none, or they differ in holder or ring.</exception>
    public static SecretShare Sum(IReadOnlyCollection<SecretShare> shares)
    {
        var first = shares.FirstOrDefault() ?? throw new ArgumentException("There is no share to add.", nameof(shares));
        if (shares.Any(s => s.Holder != first.Holder || s.Parameters != first.Parameters))
        {
            throw new ArgumentException("Only shares of one holder and one ring add up to a share.", nameof(shares));
        }

        var sum = new SecretShare(first.Parameters, first.Holder);
        foreach (var share in shares)
        {
            RingKernels.AddModulo(sum.Words, share.Words, first.Parameters.Modulus.Value);
        }

        return sum;
    }

    /// <summary>Reads a share that somebody sent.</summary>
    /// <param name="parameters">The ring.</param>
    /// <param name="holder">The holder whose share it must be: bound by the envelope that it came in.</param>
    /// <param name="bytes">What came.</param>
    /// <param name="share">The share; the caller disposes of it.</param>
    /// <returns>False where the length is wrong or a word is not below q: no honest sender makes such bytes.</returns>
    public static bool TryRead(RingParameters parameters, int holder, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SecretShare? share)
    {
        share = null;
        if (bytes.Length != ByteCount(parameters))
        {
            return false;
        }

        var read = new SecretShare(parameters, holder);
        BitKernels.Unpack(bytes, 0, parameters.Modulus.Bits, read.Words);
        if (!RingKernels.AllBelow(read.Words, parameters.Modulus.Value))
        {
            read.Dispose();
            return false;
        }

        share = read;
        return true;
    }

    /// <summary>The wire form. The caller zeroes it.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[ByteCount(Parameters)];
        BitKernels.Pack(Words, 0, Parameters.Modulus.Bits, bytes);
        return bytes;
    }

    /// <summary>The holder's number, nothing else.</summary>
    public override string ToString() => $"share of holder {Holder}";

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_words.AsSpan()));
    }
}
