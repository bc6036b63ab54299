using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Policy;
using FederatedSecure.Client.Work;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Hosting.Commands;
using Spectre.Console;

namespace FederatedSecure.Client.Commands;

/// <summary><c>client status</c>.</summary>
internal static class StatusCommand
{
    private const int EntriesShown = 15;

    public static Command Create()
    {
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("status", """
            Tells who this site is, what its daemon does, and what became of its last rounds, refusals included.

            Example:
              client status --data /var/lib/federatedsecure/hospital-b
            """) { data, json };
        command.SetAction(parsed =>
        {
            var directory = parsed.Directory(data);
            var identity = ClientIdentity.Read(directory);
            var status = File.Exists(directory.StatusFile)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(directory.StatusFile), ClientJson.Default.ClientStatus)
                : null;
            var entries = Journal.Read(directory).Where(entry => entry.Outcome != "accepted").TakeLast(EntriesShown).ToList();
            if (parsed.GetValue(json))
            {
                WriteJson(identity, status, entries);
            }
            else
            {
                Write(directory, identity, status, entries);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static void WriteJson(ClientIdentity identity, ClientStatus? status, List<JournalEntry> entries)
    {
        using var stream = Console.OpenStandardOutput();
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WritePropertyName("site");
        JsonSerializer.Serialize(writer, identity, ClientJson.Default.ClientIdentity);
        if (status is not null)
        {
            writer.WritePropertyName("daemon");
            JsonSerializer.Serialize(writer, status, ClientJson.Default.ClientStatus);
        }

        writer.WriteStartArray("rounds");
        foreach (var entry in entries)
        {
            JsonSerializer.Serialize(writer, entry, ClientJson.Default.JournalEntry);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(ClientDirectory directory, ClientIdentity identity, ClientStatus? status, List<JournalEntry> entries)
    {
        var policy = PolicyFile.Read(directory.PolicyFile);
        Console.WriteLine($"Site:         {identity.Site}");
        Console.WriteLine($"Coordinator:  {identity.Address}");
        using (var certificate = ClientIdentity.LoadCertificate(directory))
        {
            Console.WriteLine($"Fingerprint:  {Digest.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo())}");
            Console.WriteLine($"Certificate:  until {new DateTimeOffset(certificate.NotAfter):u}{(identity.ManagesCertificate ? ", renews itself" : "")}");
        }

        Console.WriteLine($"Data sets:    {string.Join(", ", DataSets.Read(directory).Keys)}");
        Console.WriteLine($"Policy:       jobs {string.Join(", ", policy.Jobs)}; models up to {policy.MaximumParameters:N0} parameters; {(policy.Hours.Length == 0 ? "at any hour" : string.Join(", ", policy.Hours))}");
        Console.WriteLine(status is null
            ? $"Daemon:       has not run yet; start it with `client run --data {directory.Root}`"
            : $"Daemon:       {status.Activity} ({status.At:u}){(status.Problem is null ? "" : $"\n              {status.Problem}")}");
        var table = new Table().Border(TableBorder.Rounded).AddColumns("When (UTC)", "Job", "Round", "Outcome", "Loss", "Accuracy", "Seconds", "Reason");
        foreach (var entry in entries)
        {
            table.AddRow(
                entry.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                Markup.Escape(entry.Name),
                entry.Attempt > 1 ? $"{entry.Round} ({entry.Attempt})" : $"{entry.Round}",
                entry.Outcome,
                entry.Loss?.ToString("F4", CultureInfo.InvariantCulture) ?? "",
                entry.Accuracy?.ToString("P2", CultureInfo.InvariantCulture) ?? "",
                entry.Seconds?.ToString("F1", CultureInfo.InvariantCulture) ?? "",
                Markup.Escape(entry.Reason ?? ""));
        }

        AnsiConsole.Write(table);
    }
}
