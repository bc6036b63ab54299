using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Numerics;

namespace FederatedSecure.Learning.Private;

/// <summary>Standard normal variates of a cryptographic source, in double precision: one word of <see cref="NoiseStream"/> and the <see cref="Ziggurat"/> for each.</summary>
/// <remarks>What is added to a sum must then be brought to <see cref="NoiseGrid"/>: a variate's last bits tell how it was made.</remarks>
internal sealed class GaussianNoise : IDisposable
{
    private readonly NoiseStream _stream;
    private readonly ulong[] _words = new ulong[2048];
    private readonly Func<ulong> _next;
    private int _used;

    public GaussianNoise(IRandomSource random)
    {
        _stream = new NoiseStream(random);
        _used = _words.Length;
        _next = NextWord;
    }

    /// <summary>Fills the destination with independent variates of N(0, 1).</summary>
    public void Fill(Span<double> destination)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            var word = NextWord();
            while (!Ziggurat.TryUsual(word, out destination[i]) && !Ziggurat.Rare(word, ref destination[i], _next))
            {
                word = NextWord();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_words.AsSpan()));
    }

    private ulong NextWord()
    {
        if (_used == _words.Length)
        {
            _stream.Fill(_words);
            _used = 0;
        }

        return _words[_used++];
    }
}
