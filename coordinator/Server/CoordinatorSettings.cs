using System.Text.Json;
using System.Text.Json.Serialization;
using FederatedSecure.Hosting.Commands;

namespace FederatedSecure.Coordinator.Server;

/// <summary>What <c>coordinator.json</c> in the data directory may say; what is left out keeps its default.</summary>
internal sealed record CoordinatorSettings
{
    /// <summary>Where sites connect to, for example 0.0.0.0:8443.</summary>
    public string? Listen { get; init; }

    /// <summary>Address for invites, for example https://federation.example.org:8443.</summary>
    public string? Address { get; init; }

    /// <summary>Life of a site's certificate in days; default 7.</summary>
    public double? SiteCertificateDays { get; init; }

    /// <summary>Seconds between polls of a site with nothing to do; default 15.</summary>
    public double? IdlePollSeconds { get; init; }

    /// <summary>Seconds between polls of a site in a running job; default 1.</summary>
    public double? ActivePollSeconds { get; init; }

    /// <summary>The operator's own certificates.</summary>
    public CertificateSettings? Certificates { get; init; }

    /// <summary>Reads the file; defaults if there is none.</summary>
    /// <exception cref="CommandException">The file is wrong.</exception>
    public static CoordinatorSettings Read(string path)
    {
        if (!File.Exists(path))
        {
            return new CoordinatorSettings();
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), CoordinatorSettingsContext.Default.CoordinatorSettings) ?? new CoordinatorSettings();
        }
        catch (JsonException exception)
        {
            throw new CommandException(
                ExitCode.BadInput,
                $"{path}({(exception.LineNumber ?? 0) + 1}): {exception.Message.Split(" Path:", 2)[0]}",
                "Correct the file; docs/operator-guide.md shows what it may say.");
        }
    }

    /// <summary>PEM files.</summary>
    internal sealed record CertificateSettings
    {
        public required string Server { get; init; }

        public required string ServerKey { get; init; }

        public required string SiteAuthority { get; init; }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CoordinatorSettings))]
internal sealed partial class CoordinatorSettingsContext : JsonSerializerContext;
