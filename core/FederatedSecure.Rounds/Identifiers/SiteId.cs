namespace FederatedSecure.Rounds;

/// <summary>
/// Names a site: 1 to 63 characters of a–z, 0–9 and inner hyphens, so that it can stand in a certificate, a path and a host
/// name. Ordered by its characters.
/// </summary>
public readonly record struct SiteId(string Value) : IComparable<SiteId>
{
    /// <summary>Longest name.</summary>
    public const int MaximumLength = 63;

    /// <summary>What a name has to look like, for messages.</summary>
    public const string Rule = "a site's name has 1 to 63 characters of a-z, 0-9 and inner hyphens, for example hospital-b";

    public static bool operator <(SiteId left, SiteId right) => left.CompareTo(right) < 0;

    public static bool operator >(SiteId left, SiteId right) => left.CompareTo(right) > 0;

    public static bool operator <=(SiteId left, SiteId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SiteId left, SiteId right) => left.CompareTo(right) >= 0;

    /// <summary>Takes a text for a site's name if it keeps to <see cref="Rule"/>.</summary>
    public static bool TryParse(string? text, out SiteId id)
    {
        id = new SiteId(text ?? "");
        return text is { Length: > 0 and <= MaximumLength }
            && text[0] != '-'
            && text[^1] != '-'
            && text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
    }

    /// <inheritdoc/>
    public int CompareTo(SiteId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
