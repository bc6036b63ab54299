using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FederatedSecure.Hosting.Files;

namespace FederatedSecure.Client.Prediction.Log;

/// <summary>Where the log ends, beside it and under its key: lines that are cut off at its end leave no other trace.</summary>
/// <param name="Sequence">Number of the last line; 0 for none.</param>
/// <param name="Link">Its link.</param>
/// <remarks>Old copies of both the log and the head together are not told from the truth: copy the head elsewhere where that is to be feared.</remarks>
internal readonly record struct LogHead(long Sequence, string Link)
{
    /// <summary>The head of a log without lines.</summary>
    public static LogHead Empty { get; } = new(0, LogLine.NoLink);

    /// <summary>Writes it; on disk when this returns.</summary>
    public void Write(string path, PredictionKeys keys) => PrivateFile.Write(
        path, $$"""{"sequence":{{Sequence}},"link":"{{Link}}","mac":"{{Convert.ToHexStringLower(Mac(keys))}}"}{{'\n'}}""");

    /// <summary>Reads it; null if it is not there, is no head, or was not written with this key.</summary>
    public static LogHead? Read(string path, PredictionKeys keys)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var head = new LogHead(json.RootElement.GetProperty("sequence").GetInt64(), json.RootElement.GetProperty("link").GetString()!);
            return CryptographicOperations.FixedTimeEquals(Convert.FromHexString(json.RootElement.GetProperty("mac").GetString()!), head.Mac(keys)) ? head : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException)
        {
            // Whoever asks must treat a head that says nothing like one that is missing.
            return null;
        }
    }

    private byte[] Mac(PredictionKeys keys) => keys.Link(Encoding.ASCII.GetBytes(FormattableString.Invariant($"head {Sequence} {Link}")));
}
