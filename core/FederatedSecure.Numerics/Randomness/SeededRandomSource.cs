using System.Buffers.Binary;

namespace FederatedSecure.Numerics;

/// <summary>
/// A stream of bytes that follows from a seed: the ChaCha20 key stream of RFC 8439. The same bytes on every machine. For
/// simulation, initial weights and reproducible selections; never for keys or noise, since a seed of 64 bits is no secret.
/// Not safe for use by several threads at once.
/// </summary>
public sealed class SeededRandomSource : IRandomSource
{
    private const int Counter = 12;
    private readonly uint[] _state;
    private readonly byte[] _buffer = new byte[ChaCha20.Lanes * ChaCha20.BlockSize];
    private int _position;
    private int _end;
    private bool _isUsedUp;

    /// <param name="seed">Chooses the stream.</param>
    /// <param name="stream">Chooses among independent streams of one seed, for example one per site.</param>
    public SeededRandomSource(ulong seed, ulong stream = 0)
        : this(Key(seed), counter: 0, Nonce(stream))
    {
    }

    internal SeededRandomSource(ReadOnlySpan<byte> key, uint counter, ReadOnlySpan<byte> nonce) =>
        _state = ChaCha20.State(key, counter, nonce);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The stream of 2^38 bytes is used up.</exception>
    public void Fill(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            if (_position == _end)
            {
                Refill();
            }

            var count = Math.Min(destination.Length, _end - _position);
            _buffer.AsSpan(_position, count).CopyTo(destination);
            destination = destination[count..];
            _position += count;
        }
    }

    private static byte[] Key(ulong seed)
    {
        var key = new byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(key, seed);
        return key;
    }

    private static byte[] Nonce(ulong stream)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(nonce, stream);
        return nonce;
    }

    private void Refill()
    {
        if (_isUsedUp)
        {
            // A wrapped counter would repeat the stream from its start.
            throw new InvalidOperationException("The random stream is used up: take another stream number.");
        }

        var blocks = ChaCha20.Lanes;
        if (_state[Counter] <= uint.MaxValue - ChaCha20.Lanes)
        {
            ChaCha20.EightBlocks(_state, _buffer);
        }
        else
        {
            ChaCha20.Block(_state, _buffer);
            blocks = 1;
        }

        _state[Counter] += (uint)blocks;
        _isUsedUp = _state[Counter] == 0;
        _position = 0;
        _end = blocks * ChaCha20.BlockSize;
    }
}
