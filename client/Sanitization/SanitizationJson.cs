using System.Text.Json.Serialization;

namespace FederatedSecure.Client.Sanitization;

/// <summary>What the report looks like for other programs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SanitizationReport))]
internal sealed partial class SanitizationJson : JsonSerializerContext;
