using System.Collections.Immutable;
using System.IO.Compression;
using FederatedSecure.Lab.Federation;

namespace FederatedSecure.EndToEnd.Tests.Support;

/// <summary>The spam mails, dealt out to sites one by one.</summary>
internal static class SpamMails
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data");

    /// <summary>Writes a site's part.</summary>
    /// <returns>What follows `client data add NAME`.</returns>
    public static ImmutableArray<string> Deal(LocalFederation federation, LocalSite site, int recordsPerSite)
    {
        var lines = ReadLines();
        var number = federation.Sites.IndexOf(site);
        var part = lines.Skip(1).Where((_, i) => i % federation.Sites.Length == number).Take(recordsPerSite);
        var directory = federation.Folder.SiteData(site.Name);
        var data = Path.Combine(directory, "mails.csv");
        File.WriteAllLines(data, part.Prepend(lines[0]));
        return ["--kind", "csv", "--path", data, "--schema", Path.Combine(Folder, "spambase.schema.json")];
    }

    /// <summary>The header, then the mails in an order that mixes both kinds.</summary>
    private static List<string> ReadLines()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Folder, "spambase.csv.gz")), CompressionMode.Decompress));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        // The file has all spam first; a stride that shares no factor with the count visits every mail once.
        const int stride = 1_009;
        var count = lines.Count - 1;
        return [lines[0], .. Enumerable.Range(0, count).Select(i => lines[1 + (int)((long)i * stride % count)])];
    }
}
