using FederatedSecure.Learning.Private;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Evasion.BlackBox;

/// <summary>Standard normal and uniform values that follow from a seed, many at a time.</summary>
internal sealed class GaussianStream : IDisposable
{
    private readonly NoiseStream _stream;
    private readonly ulong[] _words = new ulong[256];
    private int _next;

    /// <param name="seed">Chooses the stream.</param>
    /// <param name="record">Chooses among streams of one seed, so that what happens to a record does not depend on the batch that it is in.</param>
    public GaussianStream(ulong seed, ReadOnlySpan<float> record)
    {
        _stream = new NoiseStream(new SeededRandomSource(seed, RecordRandom.Digest(record)));
        _next = _words.Length;
    }

    /// <summary>Fills with standard normal values.</summary>
    public void FillNormal(Span<float> values)
    {
        foreach (ref var value in values)
        {
            value = (float)Normal();
        }
    }

    /// <summary>Fills with values uniform from <paramref name="lower"/> to <paramref name="upper"/>.</summary>
    public void FillUniform(Span<float> values, double lower, double upper)
    {
        foreach (ref var value in values)
        {
            value = (float)(lower + ((upper - lower) * Uniform()));
        }
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => (Word() >> 11) * (1.0 / (1UL << 53));

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private double Normal()
    {
        while (true)
        {
            var word = Word();
            if (Ziggurat.TryUsual(word, out var variate) || Ziggurat.Rare(word, ref variate, Word))
            {
                return variate;
            }
        }
    }

    private ulong Word()
    {
        if (_next == _words.Length)
        {
            _stream.Fill(_words);
            _next = 0;
        }

        return _words[_next++];
    }
}
