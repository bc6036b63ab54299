using System.Globalization;

namespace FederatedSecure.Client.Prediction.Log;

/// <summary>The files of a prediction log in its folder.</summary>
/// <param name="Folder">The folder.</param>
internal sealed record LogFiles(string Folder)
{
    public string Key => Path.Combine(Folder, "predictions.key");

    public string Head => Path.Combine(Folder, "predictions.head");

    /// <summary>A part of the log, from 1.</summary>
    public string Part(int number) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"predictions-{number:D6}.jsonl"));

    /// <summary>The parts there are, in order.</summary>
    public IReadOnlyList<(int Number, string Path)> Parts() => !Directory.Exists(Folder) ? []
        : [.. Directory.EnumerateFiles(Folder, "predictions-*.jsonl")
            .Select(path => (Number: int.TryParse(Path.GetFileNameWithoutExtension(path).AsSpan("predictions-".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0, path))
            .Where(part => part.Number > 0)
            .OrderBy(part => part.Number)];
}
