namespace FederatedSecure.Assurance.Gates;

/// <summary>Patterns in which "*" stands for any characters, also none. Everything else stands for itself.</summary>
public static class Wildcard
{
    /// <summary>Whether the pattern means the text. Takes time proportional to the product of both lengths at most.</summary>
    public static bool Matches(string pattern, string text)
    {
        var (p, t) = (0, 0);
        // Where the last star stands, and up to where it has eaten: one step of going back is enough, since a later star takes over.
        var (star, eaten) = (-1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, eaten) = (p++, t);
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                (p, t) = (p + 1, t + 1);
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++eaten);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
