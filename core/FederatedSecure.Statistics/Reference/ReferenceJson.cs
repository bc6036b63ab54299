using System.Text.Json.Serialization;

namespace FederatedSecure.Statistics.Reference;

/// <summary>Writes and reads without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReferenceStatistics))]
internal sealed partial class ReferenceJson : JsonSerializerContext;
