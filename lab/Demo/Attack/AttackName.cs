using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Lab.Poisoning;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.Demo.Attack;

/// <summary>An attack as it is typed: <c>name</c> or <c>name:parameter=value,…</c>.</summary>
internal sealed record AttackName(string Name, ImmutableSortedDictionary<string, JsonElement> Parameters)
{
    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Known { get; } =
        [.. SitePoisoners.All.Select(entry => entry.Name).Concat(PoisonAttacks.All.Select(attack => attack.Name)).Order(StringComparer.Ordinal)];

    /// <summary>
    /// What the demo takes where nothing is said: with one attacker among nine, the papers' own choices (z_max = 0, ε = 0.1) would do
    /// nothing to anybody.
    /// </summary>
    private static readonly FrozenDictionary<string, (string Parameter, double Value)> Defaults = new Dictionary<string, (string, double)>
    {
        ["alie"] = ("z", 10),
        ["ipm"] = ("epsilon", 10),
        ["foe"] = ("epsilon", 10),
    }.ToFrozenDictionary();

    /// <summary>Reads it.</summary>
    /// <exception cref="ArgumentException">There is no such attack, or a parameter cannot be read.</exception>
    public static AttackName Parse(string text)
    {
        var (name, rest) = text.Split(':', 2) is [var first, var second] ? (first, second) : (text, "");
        if (!Known.Contains(name))
        {
            throw new ArgumentException($"There is no attack \"{name}\". {Suggestion.Sentence(name, Known)}");
        }

        var parameters = ImmutableSortedDictionary.CreateBuilder<string, JsonElement>(StringComparer.Ordinal);
        foreach (var part in rest.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', 2) is not [var parameter, var value])
            {
                throw new ArgumentException($"\"{part}\" is no parameter: write {name}:parameter=value,…");
            }

            parameters[parameter] = double.TryParse(value, CultureInfo.InvariantCulture, out var number)
                ? JsonSerializer.SerializeToElement(number)
                : JsonSerializer.SerializeToElement(value);
        }

        if (Defaults.TryGetValue(name, out var own) && !parameters.ContainsKey(own.Parameter))
        {
            parameters[own.Parameter] = JsonSerializer.SerializeToElement(own.Value);
        }

        return new AttackName(name, parameters.ToImmutable());
    }
}
