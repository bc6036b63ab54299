using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using FederatedSecure.Assurance.Taxonomies;
using FederatedSecure.Lab.RedTeam.Probes;
using Spectre.Console;

namespace FederatedSecure.Lab.RedTeam.Commands;

/// <summary>`lab redteam list`: every probe there is.</summary>
internal static class ListCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print them as JSON." };
    private static readonly JsonWriterOptions Writing = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("list", "Lists all probes: what they do, from which profile on they run, and the paper that they follow.") { Json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(Json))
            {
                WriteJson(Console.Out);
            }
            else
            {
                WriteTable();
            }

            return RedTeamExit.Pass;
        });
        return command;
    }

    /// <summary>Writes the list as JSON.</summary>
    internal static void WriteJson(TextWriter output)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, Writing))
        {
            writer.WriteStartArray();
            foreach (var probe in ProbeCatalogue.All)
            {
                writer.WriteStartObject();
                writer.WriteString("id", probe.Id);
                writer.WriteString("class", probe.Class.ToString().ToLowerInvariant());
                writer.WriteString("profile", probe.Cost.ToString().ToLowerInvariant());
                writer.WriteString("title", probe.Title);
                writer.WriteString("reference", probe.Reference);
                writer.WriteStartArray("taxa");
                foreach (var id in TaxonomyMap.IdsOf(probe.Id, probe.Class))
                {
                    writer.WriteStringValue(id);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length));
    }

    private static void WriteTable()
    {
        if (Console.IsOutputRedirected)
        {
            // Nobody's window is that narrow: a table in a file or a pipe keeps its lines whole.
            AnsiConsole.Profile.Width = 240;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("probe", "class", "from profile", "what it does", "paper");
        foreach (var probe in ProbeCatalogue.All)
        {
            table.AddRow(
                Markup.Escape(probe.Id), probe.Class.ToString().ToLowerInvariant(), probe.Cost.ToString().ToLowerInvariant(), Markup.Escape(probe.Title), Markup.Escape(probe.Reference));
        }

        AnsiConsole.Write(table);
    }
}
