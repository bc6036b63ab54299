using Dapper;
using FederatedSecure.Coordinator.Releases;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Machine;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace FederatedSecure.Coordinator.Rounds;

/// <summary>Jobs, their events and their publications in the database.</summary>
internal sealed class JobStore(Database database, TimeProvider time)
{
    // What was sent and is not stored yet; also the lock around both.
    private readonly Dictionary<PlanKey, long> _traffic = [];

    /// <summary>
    /// Coordinator time of the last stored event of the jobs that go on. Those that have ended need no clock, and the last event
    /// of a job is found without looking at the others.
    /// </summary>
    public TimeSpan LastEventAt() => TimeSpan.FromTicks(database.Use(connection => connection.ExecuteScalar<long?>(
        """
        SELECT MAX((SELECT at FROM events WHERE job = jobs.id ORDER BY sequence DESC LIMIT 1))
        FROM jobs WHERE summary IS NULL
        """) ?? 0));

    /// <summary>Stores a job that was just submitted.</summary>
    public StoredJob Insert(JobId id, byte[] file, Digest initialModel)
    {
        var job = new StoredJob(id, file, initialModel, time.GetUtcNow().ToUnixTimeSeconds());
        database.InTransaction((connection, transaction) => connection.Execute(
            "INSERT INTO jobs (id, file, initial_model, submitted_at) VALUES (@Id, @File, @Model, @SubmittedAt)",
            new { Id = id.Value, File = file, Model = initialModel.ToArray(), job.SubmittedAt },
            transaction));
        return job;
    }

    /// <summary>The jobs that have not ended, oldest first.</summary>
    public IReadOnlyList<StoredJob> Running() => Jobs("summary IS NULL", id: null);

    /// <summary>A job, ended or not; null if there is none of that name.</summary>
    public StoredJob? Find(JobId id) => Jobs("id = @Id", id.Value).SingleOrDefault();

    /// <summary>The jobs that have ended, in short.</summary>
    public IReadOnlyList<JobSummary> Ended() => database.Use(connection =>
            connection.Query<byte[]>("SELECT summary FROM jobs WHERE summary IS NOT NULL").AsList())
        .ConvertAll(JobSummary.Parser.ParseFrom);

    /// <summary>The events of a job, in order.</summary>
    /// <exception cref="System.Text.Json.JsonException">One of them was written by a later version.</exception>
    public IEnumerable<(TimeSpan At, JobEvent Event)> Events(JobId id) => database
        .Use(connection => connection.Query<(long At, byte[] Body)>("SELECT at, body FROM events WHERE job = @Id ORDER BY sequence", new { Id = id.Value }).AsList())
        .Select(row => (TimeSpan.FromTicks(row.At), JobEventCodec.Deserialize(row.Body)));

    /// <summary>
    /// Appends an event, and with it whatever has to be true at the same moment. Its sequence number is unique, and so is the
    /// publication of a round: what would happen twice fails here, whatever went wrong before.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="sequence">Number of the event, from 0.</param>
    /// <param name="at">Coordinator time.</param>
    /// <param name="event">The event.</param>
    /// <param name="ended">The job in short, if this event ended it.</param>
    /// <param name="isCandidate">Whether a model that the event publishes has to pass the job's release gate.</param>
    public void Append(JobId id, int sequence, TimeSpan at, JobEvent @event, JobSummary? ended, bool isCandidate = false)
    {
        lock (_traffic)
        {
            PlanKey[] sent = [.. _traffic.Keys.Where(plan => plan.Job == id)];
            database.InTransaction((connection, transaction) =>
            {
                StoreTraffic(connection, transaction, sent);
                StoreConsequences(connection, transaction, id, @event, ended, isCandidate ? time.GetUtcNow().ToUnixTimeSeconds() : null);
                return connection.Execute(
                    "INSERT INTO events (job, sequence, at, recorded_at, body) VALUES (@Id, @Sequence, @At, @Now, @Body)",
                    new { Id = id.Value, Sequence = sequence, At = at.Ticks, Now = time.GetUtcNow().ToUnixTimeSeconds(), Body = JobEventCodec.Serialize(@event) },
                    transaction);
            });
            foreach (var plan in sent)
            {
                _traffic.Remove(plan);
            }
        }
    }

    /// <summary>The model that a round published; null if it published none.</summary>
    public Digest? Published(JobId id, int round) => database.Use(connection => connection.QuerySingleOrDefault<byte[]>(
        "SELECT model FROM publications WHERE job = @Job AND round = @Round", new { Job = id.Value, Round = round })) is { } model
        ? Digest.FromBytes(model)
        : null;

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

    /// <summary>The signature under a receipt: the one stored before, or else this one, which is then stored.</summary>
    public byte[] FixReceipt(PlanKey plan, SiteId site, byte[] signature) => database.InTransaction((connection, transaction) =>
    {
        var parameters = new { Job = plan.Job.Value, plan.Round, plan.Attempt, Site = site.Value, Signature = signature };
        connection.Execute(
            "INSERT INTO receipts (job, round, attempt, site, signature) VALUES (@Job, @Round, @Attempt, @Site, @Signature) ON CONFLICT DO NOTHING",
            parameters,
            transaction);
        return connection.QuerySingle<byte[]>(
            "SELECT signature FROM receipts WHERE job = @Job AND round = @Round AND attempt = @Attempt AND site = @Site", parameters, transaction);
    });

    /// <summary>
    /// Adds to what was sent to sites in an attempt. Kept in memory until the job's next event is stored: a download shall neither
    /// cost a write of its own nor fail for want of room, and a kill loses no more than the count of the last moments.
    /// </summary>
    public void AddTraffic(PlanKey plan, long bytesDown)
    {
        lock (_traffic)
        {
            _traffic[plan] = _traffic.GetValueOrDefault(plan) + bytesDown;
        }
    }

    /// <summary>What was sent to sites in the attempts of a job.</summary>
    public IReadOnlyDictionary<(int Round, int Attempt), long> Traffic(JobId id)
    {
        lock (_traffic)
        {
            var sums = database.Use(connection =>
                connection.Query<(long Round, long Attempt, long Bytes)>("SELECT round, attempt, bytes_down FROM traffic WHERE job = @Id", new { Id = id.Value })
                    .ToDictionary(row => ((int)row.Round, (int)row.Attempt), row => row.Bytes));
            foreach (var (plan, bytes) in _traffic.Where(entry => entry.Key.Job == id))
            {
                sums[(plan.Round, plan.Attempt)] = sums.GetValueOrDefault((plan.Round, plan.Attempt)) + bytes;
            }

            return sums;
        }
    }

    private static void StoreConsequences(
        SqliteConnection connection, SqliteTransaction transaction, JobId id, JobEvent @event, JobSummary? ended, long? candidateSince)
    {
        if (@event is JobEvent.ModelPublished published)
        {
            connection.Execute(
                "INSERT INTO publications (job, round, model) VALUES (@Id, @Round, @Model)",
                new { Id = id.Value, published.Round, Model = published.Model.ToArray() },
                transaction);
            if (candidateSince is { } now)
            {
                CandidateStore.AddRound(connection, transaction, id, published.Round, published.Model, now);
            }
        }

        if (ended is not null)
        {
            connection.Execute("UPDATE jobs SET summary = @Summary WHERE id = @Id", new { Id = id.Value, Summary = ended.ToByteArray() }, transaction);
        }
    }

    private void StoreTraffic(SqliteConnection connection, SqliteTransaction transaction, PlanKey[] plans)
    {
        foreach (var plan in plans)
        {
            connection.Execute(
                """
                INSERT INTO traffic (job, round, attempt, bytes_down) VALUES (@Job, @Round, @Attempt, @Bytes)
                ON CONFLICT DO UPDATE SET bytes_down = bytes_down + @Bytes
                """,
                new { Job = plan.Job.Value, plan.Round, plan.Attempt, Bytes = _traffic[plan] },
                transaction);
        }
    }

    private List<StoredJob> Jobs(string condition, string? id) => database.Use(connection =>
        connection.Query<(string Id, byte[] File, byte[] Model, long SubmittedAt)>(
                $"SELECT id, file, initial_model, submitted_at FROM jobs WHERE {condition} ORDER BY submitted_at, rowid", new { Id = id })
            .Select(row => new StoredJob(new JobId(row.Id), row.File, Digest.FromBytes(row.Model), row.SubmittedAt))
            .ToList());
}
