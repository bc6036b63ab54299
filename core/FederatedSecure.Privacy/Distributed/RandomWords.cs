using System.Buffers.Binary;
using FederatedSecure.Numerics;

namespace FederatedSecure.Privacy;

/// <summary>Uniform whole numbers without bias, from a source that is asked for some kilobytes at a time.</summary>
internal sealed class RandomWords(IRandomSource source)
{
    private readonly byte[] _buffer = new byte[4096];
    private int _position = 4096;

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        if (_position == _buffer.Length)
        {
            source.Fill(_buffer);
            _position = 0;
        }

        // Each byte serves once and is then forgotten: noise must not be found in memory.
        var place = _buffer.AsSpan(_position, sizeof(ulong));
        var word = BinaryPrimitives.ReadUInt64LittleEndian(place);
        place.Clear();
        _position += sizeof(ulong);
        return word;
    }

    /// <summary>A number from 0 to below the bound: as many bits as the bound has, drawn again where they are too large.</summary>
    public UInt128 Below(UInt128 bound)
    {
        var shift = (int)UInt128.LeadingZeroCount(bound - 1);
        if (shift >= 128)
        {
            return UInt128.Zero;
        }

        while (true)
        {
            var value = shift >= 64 ? Next() >> (shift - 64) : new UInt128(Next(), Next()) >> shift;
            if (value < bound)
            {
                return value;
            }
        }
    }

    /// <summary>True with probability e^(−numerator/denominator), exactly (Canonne, Kamath and Steinke, 2020, algorithm 1).</summary>
    public bool IsExponential(UInt128 numerator, UInt128 denominator)
    {
        for (; numerator > denominator; numerator -= denominator)
        {
            if (!IsExponentialOfFraction(1, 1))
            {
                return false;
            }
        }

        return IsExponentialOfFraction(numerator, denominator);
    }

    /// <summary>For a fraction γ of at most 1: draws with probabilities γ/1, γ/2, … until one fails; at an odd place with probability e^−γ.</summary>
    private bool IsExponentialOfFraction(UInt128 numerator, UInt128 denominator)
    {
        var k = 1UL;
        while (Below(denominator * k) < numerator)
        {
            k++;
        }

        return (k & 1) == 1;
    }
}
