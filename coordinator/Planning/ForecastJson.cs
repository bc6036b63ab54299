using System.Text.Json.Serialization;

namespace FederatedSecure.Coordinator.Planning;

/// <summary>JSON of <c>coordinator plan --json</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(JobForecast))]
internal sealed partial class ForecastJson : JsonSerializerContext;
