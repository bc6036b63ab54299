using System.Collections.Immutable;
using System.Text;
using Spectre.Console;

namespace FederatedSecure.Benchmarks.Figures;

/// <summary>A table of figures: printed to the terminal, written as Markdown.</summary>
/// <param name="Title">What was measured.</param>
/// <param name="Conditions">How, in a sentence or two.</param>
/// <param name="Columns">Headings; units belong here.</param>
/// <param name="Rows">One row per case.</param>
internal sealed record FigureTable(string Title, string Conditions, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string>> Rows)
{
    public void Print()
    {
        var table = new Table().RoundedBorder().Title(Markup.Escape(Title));
        foreach (var column in Columns)
        {
            table.AddColumn(Markup.Escape(column));
        }

        foreach (var row in Rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(Conditions);
        AnsiConsole.WriteLine();
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder()
            .AppendLine($"## {Title}").AppendLine()
            .AppendLine(Conditions).AppendLine()
            .AppendLine($"| {string.Join(" | ", Columns)} |")
            .AppendLine($"|{string.Concat(Columns.Select((_, i) => i == 0 ? "---|" : "---:|"))}");
        foreach (var row in Rows)
        {
            text.AppendLine($"| {string.Join(" | ", row)} |");
        }

        return text.ToString();
    }
}
