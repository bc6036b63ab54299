using Dapper;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Coordinator.Rounds;

/// <summary>Jobs, their events and their publications in the database.</summary>
internal sealed class JobStore(Database database, TimeProvider time)
{
    /// <summary>Coordinator time of the last stored event.</summary>
    public TimeSpan LastEventAt() => TimeSpan.FromTicks(database.Use(connection =>
        connection.ExecuteScalar<long?>("SELECT MAX(at) FROM events") ?? 0));

    /// <summary>Stores a job that was just submitted.</summary>
    public void Insert(JobId id, byte[] file, Digest initialModel) => database.InTransaction((connection, transaction) => connection.Execute(
        "INSERT INTO jobs (id, file, initial_model, submitted_at) VALUES (@Id, @File, @Model, @Now)",
        new { Id = id.Value, File = file, Model = initialModel.ToArray(), Now = time.GetUtcNow().ToUnixTimeSeconds() },
        transaction));

    /// <summary>All jobs, oldest first.</summary>
    public IReadOnlyList<StoredJob> Jobs() => database.Use(connection =>
        connection.Query<(string Id, byte[] File, byte[] Model, long SubmittedAt)>("SELECT id, file, initial_model, submitted_at FROM jobs ORDER BY submitted_at, rowid")
            .Select(row => new StoredJob(new JobId(row.Id), row.File, Digest.FromBytes(row.Model), row.SubmittedAt))
            .ToList());

    /// <summary>The events of a job, in order.</summary>
    public IEnumerable<(TimeSpan At, JobEvent Event)> Events(JobId id) => database.Use(connection =>
        connection.Query<(long At, byte[] Body)>("SELECT at, body FROM events WHERE job = @Id ORDER BY sequence", new { Id = id.Value })
            .Select(row => (TimeSpan.FromTicks(row.At), JobEventCodec.Deserialize(row.Body)))
            .ToList());

    /// <summary>
    /// Appends an event. Its sequence number is unique, and so is the publication of a round: what would happen twice fails
    /// here, whatever went wrong before.
    /// </summary>
    public void Append(JobId id, int sequence, TimeSpan at, JobEvent @event) => database.InTransaction((connection, transaction) =>
    {
        if (@event is JobEvent.ModelPublished published)
        {
            connection.Execute(
                "INSERT INTO publications (job, round, model) VALUES (@Id, @Round, @Model)",
                new { Id = id.Value, published.Round, Model = published.Model.ToArray() },
                transaction);
        }

        return connection.Execute(
            "INSERT INTO events (job, sequence, at, recorded_at, body) VALUES (@Id, @Sequence, @At, @Now, @Body)",
            new { Id = id.Value, Sequence = sequence, At = at.Ticks, Now = time.GetUtcNow().ToUnixTimeSeconds(), Body = JobEventCodec.Serialize(@event) },
            transaction);
    });

    /// <summary>The bytes of a plan: the ones stored before, or else these, which are then stored.</summary>
    public byte[] FixPlan(PlanKey plan, byte[] body) => database.InTransaction((connection, transaction) =>
    {
        var parameters = new { Job = plan.Job.Value, plan.Round, plan.Attempt, Body = body };
        connection.Execute("INSERT INTO plans (job, round, attempt, body) VALUES (@Job, @Round, @Attempt, @Body) ON CONFLICT DO NOTHING", parameters, transaction);
        return connection.QuerySingle<byte[]>(
            "SELECT body FROM plans WHERE job = @Job AND round = @Round AND attempt = @Attempt", parameters, transaction);
    });

    /// <summary>The bytes of a plan that was offered; null if none was.</summary>
    public byte[]? FindPlan(PlanKey plan) => database.Use(connection => connection.QuerySingleOrDefault<byte[]>(
        "SELECT body FROM plans WHERE job = @Job AND round = @Round AND attempt = @Attempt",
        new { Job = plan.Job.Value, plan.Round, plan.Attempt }));

    /// <summary>Adds to what was sent to sites in an attempt.</summary>
    public void AddTraffic(PlanKey plan, long bytesDown) => database.InTransaction((connection, transaction) => connection.Execute(
        """
        INSERT INTO traffic (job, round, attempt, bytes_down) VALUES (@Job, @Round, @Attempt, @Bytes)
        ON CONFLICT DO UPDATE SET bytes_down = bytes_down + @Bytes
        """,
        new { Job = plan.Job.Value, plan.Round, plan.Attempt, Bytes = bytesDown },
        transaction));

    /// <summary>What was sent to sites in the attempts of a job.</summary>
    public IReadOnlyDictionary<(int Round, int Attempt), long> Traffic(JobId id) => database.Use(connection =>
        connection.Query<(long Round, long Attempt, long Bytes)>("SELECT round, attempt, bytes_down FROM traffic WHERE job = @Id", new { Id = id.Value })
            .ToDictionary(row => ((int)row.Round, (int)row.Attempt), row => row.Bytes));
}
