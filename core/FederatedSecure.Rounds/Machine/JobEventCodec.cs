using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FederatedSecure.Rounds.Machine;

/// <summary>Events as JSON, for the event log. The kinds are a closed list; nothing that is read can name a type.</summary>
public static class JobEventCodec
{
    /// <summary>The event as UTF-8 JSON.</summary>
    public static byte[] Serialize(JobEvent @event) => JsonSerializer.SerializeToUtf8Bytes(@event, JobEventContext.Default.JobEvent);

    /// <summary>Reads what <see cref="Serialize"/> wrote.</summary>
    /// <exception cref="JsonException">It is no event, or one of a later version.</exception>
    public static JobEvent Deserialize(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, JobEventContext.Default.JobEvent) ?? throw new JsonException("An event is missing.");
        }
        catch (NotSupportedException exception)
        {
            throw new JsonException("An event of an unknown kind: was it written by a later version?", exception);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters = [typeof(SiteIdJsonConverter)])]
[JsonSerializable(typeof(JobEvent))]
[JsonSerializable(typeof(ImmutableSortedSet<SiteId>))]
internal sealed partial class JobEventContext : JsonSerializerContext;

internal sealed class SiteIdJsonConverter : JsonConverter<SiteId>
{
    public override SiteId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        SiteId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException(SiteId.Rule);

    public override void Write(Utf8JsonWriter writer, SiteId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
