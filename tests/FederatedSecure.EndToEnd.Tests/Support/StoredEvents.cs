using System.Collections.Immutable;
using FederatedSecure.Rounds.Machine;
using Microsoft.Data.Sqlite;

namespace FederatedSecure.EndToEnd.Tests.Support;

/// <summary>The events of a job as a coordinator that has ended left them in its database.</summary>
internal static class StoredEvents
{
    public static ImmutableArray<JobEvent> Read(string coordinatorDirectory, string job)
    {
        var file = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(coordinatorDirectory, "coordinator.db"),
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        };
        using var connection = new SqliteConnection(file.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT body FROM events WHERE job = $job ORDER BY sequence";
        command.Parameters.AddWithValue("$job", job);
        using var reader = command.ExecuteReader();
        var events = ImmutableArray.CreateBuilder<JobEvent>();
        while (reader.Read())
        {
            events.Add(JobEventCodec.Deserialize((byte[])reader.GetValue(0)));
        }

        return events.ToImmutable();
    }
}
