using FederatedSecure.Client.Prediction.Log;

namespace FederatedSecure.Client.Tests.Prediction;

/// <summary>A prediction log in a folder that is deleted at the end.</summary>
internal sealed class TemporaryLog : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public LogFiles Files { get; } = new(Directory.CreateTempSubdirectory("log-").FullName);

    /// <summary>Lines of about 300 bytes, one by one, and a new file every so many bytes.</summary>
    public void Write(int lines, long rotation = PredictionLog.DefaultRotation)
    {
        using var log = PredictionLog.Open(Files.Folder, rotation);
        for (var i = 0; i < lines; i++)
        {
            log.Append([Entry(i)]);
        }
    }

    public static PredictionEntry Entry(int i) => new(Start.AddSeconds(i), "predicted", new string('a', 64)) { Input = new string('b', 64), Class = i % 2 == 0 ? "good" : "bad", Confidence = 0.75 };

    public LogVerification Verify(bool mayBeginLater = false)
    {
        using var keys = PredictionKeys.Read(Files.Key);
        return LogVerification.Of(Files, keys, mayBeginLater);
    }

    /// <summary>Lets somebody with access to the files, and without the key, change the lines of a part.</summary>
    public void Tamper(int part, Func<List<string>, IEnumerable<string>> change)
    {
        var path = Files.Part(part);
        File.WriteAllText(path, string.Concat(change([.. File.ReadAllLines(path)]).Select(line => line + "\n")));
    }

    public void Dispose() => Directory.Delete(Files.Folder, recursive: true);
}
