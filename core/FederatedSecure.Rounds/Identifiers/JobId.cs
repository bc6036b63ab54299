using System.Buffers;
using FederatedSecure.Numerics;

namespace FederatedSecure.Rounds;

/// <summary>Names a job: "j-" and ten letters and digits.</summary>
public readonly record struct JobId(string Value)
{
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int RandomLength = 10;
    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    /// <summary>A fresh name, from 50 random bits.</summary>
    public static JobId Create(IRandomSource random)
    {
        Span<char> text = stackalloc char[2 + RandomLength];
        "j-".CopyTo(text);
        foreach (ref var character in text[2..])
        {
            character = Alphabet[random.NextInt32(Alphabet.Length)];
        }

        return new JobId(new string(text));
    }

    /// <summary>Takes a text for a job's name if it has the form of one; it may end up in a path.</summary>
    public static bool TryParse(string? text, out JobId id)
    {
        id = new JobId(text ?? "");
        return text is { Length: 2 + RandomLength }
            && text.StartsWith("j-", StringComparison.Ordinal)
            && text.AsSpan(2).IndexOfAnyExcept(Letters) < 0;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
