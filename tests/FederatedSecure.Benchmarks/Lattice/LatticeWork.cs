using System.Collections.Immutable;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Encapsulation;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Numerics;

namespace FederatedSecure.Benchmarks.Lattice;

/// <summary>The steps that are timed, each on one polynomial unless said.</summary>
internal sealed class LatticeWork : IDisposable
{
    public const int Degree = 4096;

    private const int Holders = 32;
    private readonly LatticeRound _round = new();
    private readonly EnvelopeKey _key = EnvelopeKey.Create(SecureRandomSource.Instance);
    private readonly int _threshold = SecretSharing.DefaultThreshold(Holders);
    private readonly ImmutableArray<SecretShare> _shares;
    private readonly Opener _opener;
    private readonly float[] _values = new float[2 * Degree];
    private readonly uint[] _quantized = new uint[2 * Degree];
    private readonly ulong[] _message = new ulong[Degree];
    private readonly ulong[] _ciphertext = new ulong[Degree];
    private readonly ulong[] _opened = new ulong[Degree];
    private readonly ulong[] _readOff = new ulong[2 * Degree];
    private readonly ulong[] _longSum;
    private readonly ulong[] _longCiphertext;
    private readonly int _chunk;
    private readonly byte[] _bytes;
    private readonly ulong[] _sent = new ulong[Degree];

    /// <param name="addedChunks">Polynomials that <see cref="Add"/> adds.</param>
    public LatticeWork(int addedChunks)
    {
        _opener = new Opener(_round.Common);
        _bytes = new byte[_round.Plan.Codec.ByteCount];
        (_longSum, _longCiphertext) = (new ulong[addedChunks * Degree], new ulong[addedChunks * Degree]);
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = MathF.Sin(i);
        }

        _round.Quantizer.Quantize(0, _values, 1, _quantized);
        _chunk = _round.NextChunk();
        _round.Packer.Pack(_chunk, _quantized, [], _message);
        _round.Encryptor.Encrypt(_chunk, _message, _sent);
        _shares = SecretSharing.Split(_round.Secret, _threshold, Holders, SecureRandomSource.Instance);
    }

    public void Protect()
    {
        var chunk = _round.NextChunk();
        _round.Packer.Pack(chunk, _quantized, [], _message);
        _round.Encryptor.Encrypt(chunk, _message, _ciphertext);
        _round.Plan.Codec.Encode(_ciphertext, _bytes);
    }

    public void QuantizeAndProtect()
    {
        _round.Quantizer.Quantize(_chunk, _values, 1, _quantized);
        Protect();
    }

    public void Open() => Require(_opener.Open(_round.Key, _chunk, _sent, 1, 0, _opened).Passes);

    public void OpenAndRead()
    {
        Open();
        Require(_round.Packer.TryUnpack(_chunk, 1, _opened, _readOff, []));
    }

    /// <summary>Adds many polynomials to as many others.</summary>
    public void Add()
    {
        for (var i = 0; i < _longSum.Length; i += Degree)
        {
            Adder.Add(_longSum.AsSpan(i, Degree), _longCiphertext.AsSpan(i, Degree), _round.Plan.Ring);
        }
    }

    public void Deal()
    {
        foreach (var share in SecretSharing.Split(_round.Secret, _threshold, Holders, SecureRandomSource.Instance))
        {
            share.Dispose();
        }
    }

    public void DealAndSeal()
    {
        foreach (var share in SecretSharing.Split(_round.Secret, _threshold, Holders, SecureRandomSource.Instance))
        {
            var context = new EnvelopeContext(Digest.Of("plan"u8), "sender", "recipient");
            _ = Envelope.Seal(_key.PublicKey, context, share.ToArray(), SecureRandomSource.Instance);
            share.Dispose();
        }
    }

    public void Combine()
    {
        using var key = ShareCombiner.Combine(_threshold, _shares[.._threshold], SecureRandomSource.Instance).Key;
        Require(key is not null);
    }

    public void Dispose()
    {
        foreach (var share in _shares)
        {
            share.Dispose();
        }

        _key.Dispose();
        _round.Dispose();
    }

    /// <summary>A figure of something that went wrong is none.</summary>
    private static void Require(bool isRight)
    {
        if (!isRight)
        {
            throw new InvalidOperationException("What was opened is not what was sent.");
        }
    }
}
