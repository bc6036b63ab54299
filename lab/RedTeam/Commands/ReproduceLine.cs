using System.Globalization;

namespace FederatedSecure.Lab.RedTeam.Commands;

/// <summary>The command line that gives the same figures again. Of files, only the names: their folders are nobody's business.</summary>
internal static class ReproduceLine
{
    /// <summary>Builds it; what says where files go, how fast, or who signs is left out.</summary>
    public static string Of(RedTeamOptions options)
    {
        var files = options.Files;
        var parts = new List<string> { "lab redteam" };
        void Add(string option, string? value)
        {
            if (value is not null)
            {
                parts.Add($"{option} {Quoted(value)}");
            }
        }

        Add("--model", Name(files.Model));
        Add("--spec", Name(files.Spec));
        Add("--data", Name(files.Data));
        Add("--labels", Name(files.Labels));
        Add("--schema", Name(files.Schema));
        Add("--training", Name(files.Training));
        Add("--training-labels", Name(files.TrainingLabels));
        Add("--immutable", files.Immutable.Count == 0 ? null : string.Join(',', files.Immutable));
        Add("--backdoors", Name(files.Backdoors));
        if (files.TrustsTorchScript)
        {
            parts.Add("--trust-torchscript");
        }

        Add("--claim-epsilon", options.Claim?.Epsilon.ToString("R", CultureInfo.InvariantCulture));
        Add("--claim-delta", options.Claim?.Delta.ToString("R", CultureInfo.InvariantCulture));
        Add("--profile", options.Profile.ToString().ToLowerInvariant());
        Add("--seed", options.Seed.ToString(CultureInfo.InvariantCulture));
        return string.Join(' ', parts);
    }

    private static string? Name(string? path) => path is null ? null : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    private static string Quoted(string value) =>
        value.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or '+' or '/' or ',') ? value : $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
