using System.Text.Json;
using System.Text.Json.Serialization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Lab.RedTeam.Runs;

/// <summary>Finished probes in a folder, one file each, so that an interrupted run goes on where it was.</summary>
/// <param name="folder">Made when the first probe is kept.</param>
/// <param name="fingerprint">Of the inputs: what was found on others is not there.</param>
internal sealed partial class ProbeStore(string folder, Digest fingerprint)
{
    /// <summary>What came of a probe earlier; null if it was not run on these inputs, or broke off.</summary>
    public FinishedProbe? Find(string probe)
    {
        try
        {
            var found = JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(probe)), StoreJson.Default.FinishedProbe);
            return found is not null && found.Fingerprint == fingerprint && found.Report.Id == probe && found.Report.Outcome == ProbeOutcome.Ran ? found : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            // A file that cannot be read is as good as none: the probe is run again.
            return null;
        }
    }

    /// <summary>Keeps a result: whole or not at all, whenever the machine stops.</summary>
    public void Store(FinishedProbe finished)
    {
        Directory.CreateDirectory(folder);
        WholeFile.Write(PathOf(finished.Report.Id), JsonSerializer.SerializeToUtf8Bytes(finished, StoreJson.Default.FinishedProbe));
    }

    private string PathOf(string probe) => Path.Combine(folder, $"{probe}.json");

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = [typeof(JsonStringEnumConverter<ProbeClass>), typeof(JsonStringEnumConverter<ProbeOutcome>)])]
    [JsonSerializable(typeof(FinishedProbe))]
    internal sealed partial class StoreJson : JsonSerializerContext;
}
