using System.Globalization;
using System.Text.Json;

namespace FederatedSecure.Assurance.Reports;

public sealed partial record AssuranceReport
{
    /// <summary>Longest report, in bytes.</summary>
    public const int MaximumLength = 64 << 20;

    /// <summary>The report as UTF-8 JSON, indented. The same report gives the same bytes; these are what is signed.</summary>
    public byte[] Write() => [.. JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.AssuranceReport), (byte)'\n'];

    /// <summary>
    /// Reads a report strictly: an unknown or doubled field, a missing one, another version, or a figure that contradicts itself make the
    /// whole report unreadable, so that nothing is judged that was not understood.
    /// </summary>
    public static ReportReading Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaximumLength)
        {
            return ReportReading.Bad($"A report has at most {MaximumLength:N0} bytes; this one has {utf8.Length:N0}.");
        }

        try
        {
            if (VersionOf(utf8) is { } other)
            {
                return ReportReading.Bad($"The report is of form {other}; this version reads form {Version}. Use the version that wrote it, or measure again.");
            }

            return JsonSerializer.Deserialize(utf8, ReportJson.Default.AssuranceReport) is not { } report
                ? ReportReading.Bad("The file holds null instead of a report.")
                : ReportChecks.Problem(report) is { } problem ? ReportReading.Bad(problem) : new ReportReading(report, null);
        }
        catch (JsonException exception)
        {
            var place = exception.LineNumber is { } line ? $" in line {line + 1}" : "";
            var path = exception.Path is { Length: > 0 } where ? $" at {where}" : "";
            return ReportReading.Bad($"This is no report of the suite{place}{path}: {exception.Message.Split(" Path:", 2)[0]}");
        }
    }

    /// <summary>Looked at before all else, since another form may differ in every field. Null if it is ours, or if there is none.</summary>
    private static string? VersionOf(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("schemaVersion"u8))
            {
                reader.Read();
                return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var version)
                    ? version == Version ? null : version.ToString(CultureInfo.InvariantCulture)
                    : "that is no whole number";
            }
        }

        return null;
    }
}
