using FederatedSecure.Assurance.Gates;
using FederatedSecure.Lab.RedTeam.Subjects;

namespace FederatedSecure.Lab.RedTeam.Commands;

/// <summary>Finds and reads gate files.</summary>
internal static class GateFile
{
    private const string Default = "default";

    /// <summary>Reads one; "default" stands for the one that comes along.</summary>
    public static Gate Read(string name)
    {
        var path = name == Default && !File.Exists(name) ? Path.Combine(AppContext.BaseDirectory, "Gates", "default.json") : name;
        try
        {
            var reading = Gate.Read(File.ReadAllBytes(path));
            return reading.IsGood
                ? reading.Gate
                : throw BadInput.Of(string.Join('\n', reading.Problems.Select(problem => $"{path}: {problem}")), "docs/red-team.md says what a gate file holds.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw BadInput.Of($"The gate {path} cannot be read: {exception.Message}", inner: exception);
        }
    }
}
