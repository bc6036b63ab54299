using System.Text.Json;
using System.Text.Json.Serialization;
using FederatedSecure.Client.Encryption;
using FederatedSecure.Client.Work;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Client.Configuration;

/// <summary>The client's own files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClientIdentity))]
[JsonSerializable(typeof(Dictionary<string, DataSource>))]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(ClientStatus))]
[JsonSerializable(typeof(StoredSummary))]
[JsonSerializable(typeof(OpeningEntry))]
internal sealed partial class ClientJson : JsonSerializerContext;
