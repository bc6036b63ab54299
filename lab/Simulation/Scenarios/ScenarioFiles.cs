using FederatedSecure.Hosting.Commands;

namespace FederatedSecure.Lab.Simulation.Scenarios;

/// <summary>Scenario files on this machine.</summary>
internal static class ScenarioFiles
{
    /// <summary>Reads one, and says with its name and line what is wrong with it.</summary>
    /// <exception cref="CommandException">It is not there, or is no scenario.</exception>
    public static (byte[] Source, Scenario Scenario) Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new CommandException(ExitCode.NotFound, $"There is no file {Path.GetFullPath(file)}.", "lab simulate --list shows the gallery.");
        }

        var source = File.ReadAllBytes(file);
        var result = ScenarioReader.Parse(source);
        return result.IsValid
            ? (source, result.Scenario)
            : throw new CommandException(
                ExitCode.BadInput, string.Join('\n', result.Problems.Select(problem => $"{file}:{problem}")), "docs/researcher-guide.md describes the file.");
    }
}
