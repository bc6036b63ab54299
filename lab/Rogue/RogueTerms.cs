using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Rogue;

/// <summary>What a rogue client is told to do, as a file.</summary>
/// <param name="Attack">Name of the attack, in data space or in update space.</param>
/// <param name="Parameters">Its parameters: numbers and texts.</param>
/// <param name="Attacker">Its number among the attackers, from 0.</param>
/// <param name="Attackers">m: how many act together.</param>
/// <param name="Sites">n: sites of a round.</param>
/// <param name="Seed">Seed of its dice.</param>
/// <param name="Spied">
/// Data of honest sites, which an attacker who knows everything trains on as well, to learn what they will send; only the lab can
/// hand them out. Empty for attackers who know nothing but their own.
/// </param>
internal sealed record RogueTerms(
    string Attack,
    ImmutableSortedDictionary<string, JsonElement> Parameters,
    int Attacker,
    int Attackers,
    int Sites,
    ulong Seed,
    ImmutableArray<DataSource> Spied)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="JsonException">It is no such file.</exception>
    public static RogueTerms Read(string path)
    {
        using var file = File.OpenRead(path);
        return JsonSerializer.Deserialize(file, RogueJson.Default.RogueTerms) ?? throw new JsonException($"{path} is empty.");
    }

    /// <summary>Writes one.</summary>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, RogueJson.Default.RogueTerms));

    /// <summary>The parameters as the attacks take them.</summary>
    public Dictionary<string, object> Values() => Parameters.ToDictionary(
        entry => entry.Key,
        entry => entry.Value.ValueKind switch
        {
            JsonValueKind.Number => (object)entry.Value.GetDouble(),
            JsonValueKind.String => entry.Value.GetString()!,
            _ => throw new JsonException($"{entry.Key} must be a number or a text."),
        });
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RogueTerms))]
internal sealed partial class RogueJson : JsonSerializerContext;
