using System.Text;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Aggregation.PreAggregators;
using FederatedSecure.Aggregation.Rules;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Lab.Poisoning;

namespace FederatedSecure.Lab.Simulation.Scenarios;

/// <summary>The scenarios that come with the lab, and what scenarios are made of.</summary>
internal static class Gallery
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Scenarios");

    /// <summary>The scenario files of the gallery.</summary>
    public static IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal)];

    /// <summary>The file that is meant: a path, or a name in the gallery.</summary>
    public static string Find(string name)
    {
        var inGallery = Path.Combine(Folder, $"{name}.json");
        return !File.Exists(name) && name == Path.GetFileName(name) && File.Exists(inGallery) ? inGallery : name;
    }

    /// <summary>The gallery, the attacks and the rules with their parameters.</summary>
    public static string Describe()
    {
        var text = new StringBuilder("Scenarios:\n");
        foreach (var file in Files)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            try
            {
                text.Append($"  {name,-26} {ScenarioFiles.Read(file).Scenario.Name}\n");
            }
            catch (CommandException exception)
            {
                text.Append($"  {name,-26} {exception.Message}\n");
            }
        }

        List(text, "Rules", AggregationRules.All.Select(entry => (entry.Name, entry.Parameters)));
        List(text, "Pre-aggregators", PreAggregations.All.Select(entry => (entry.Name, entry.Parameters)));
        List(text, "Attacks on updates", PoisonAttacks.All.Select(entry => (entry.Name, entry.Parameters)));
        List(text, "Attacks on data", SitePoisoners.All.Select(entry => (entry.Name, entry.Parameters)));
        return text.ToString();
    }

    private static void List(StringBuilder text, string title, IEnumerable<(string Name, string Parameters)> entries)
    {
        text.Append($"\n{title}:\n");
        foreach (var (name, parameters) in entries)
        {
            text.Append($"  {name,-26} {parameters}".TrimEnd()).Append('\n');
        }
    }
}
