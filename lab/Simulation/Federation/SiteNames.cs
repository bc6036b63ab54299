using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Rounds;

namespace FederatedSecure.Lab.Simulation.Federation;

/// <summary>Sites by number: the order of the names is that of the numbers.</summary>
internal static class SiteNames
{
    private const string Prefix = "site-";

    public static SiteId Of(int number) => new(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D5}"));

    public static int NumberOf(SiteId site) => int.Parse(site.Value.AsSpan(Prefix.Length), CultureInfo.InvariantCulture);

    public static ImmutableSortedSet<SiteId> Of(Range numbers) => [.. Enumerable.Range(numbers.Start.Value, numbers.End.Value - numbers.Start.Value).Select(Of)];
}
