using System.Text.Json;
using System.Text.Json.Serialization;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Lab.RedTeam.Runs;

/// <summary>When a run began, and how long its parts took so far: what a run that goes on after an interruption has to know of the time before.</summary>
/// <param name="Fingerprint">Of its inputs.</param>
/// <param name="Started">When the first part began.</param>
/// <param name="Seconds">How long all parts took.</param>
internal sealed partial record RunJournal(Digest Fingerprint, DateTimeOffset Started, double Seconds)
{
    private const string FileName = "run.json";

    /// <summary>The journal of a folder, or a new one that begins now where it has none for these inputs.</summary>
    public static RunJournal Open(string folder, Digest fingerprint, DateTimeOffset now)
    {
        try
        {
            var found = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, FileName)), JournalJson.Default.RunJournal);
            return found is not null && found.Fingerprint == fingerprint ? found : Begin();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return Begin();
        }

        // To the second, as it is printed.
        RunJournal Begin() => new(fingerprint, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()), 0);
    }

    /// <summary>Keeps it.</summary>
    public void Store(string folder)
    {
        Directory.CreateDirectory(folder);
        WholeFile.Write(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, JournalJson.Default.RunJournal));
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(RunJournal))]
    internal sealed partial class JournalJson : JsonSerializerContext;
}
