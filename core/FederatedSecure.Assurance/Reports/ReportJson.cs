using System.Text.Json;
using System.Text.Json.Serialization;
using FederatedSecure.Assurance.Measurements;

namespace FederatedSecure.Assurance.Reports;

/// <summary>How reports are written as JSON, published as docs/assurance-report.schema.json. Infinite bounds travel as strings.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 16,
    NewLine = "\n",
    WriteIndented = true,
    Converters = [typeof(LowerCaseEnum<ProbeClass>), typeof(LowerCaseEnum<ProbeOutcome>)])]
[JsonSerializable(typeof(AssuranceReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>Enumerations as words in lower case; their numbers are not accepted.</summary>
    internal sealed class LowerCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
        where T : struct, Enum;
}
