using System.Security.Cryptography;
using Dapper;
using FederatedSecure.Assurance.Releases;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Rounds;
using Microsoft.Data.Sqlite;

namespace FederatedSecure.Coordinator.Releases;

/// <summary>Candidates, the answers to them and what followed, in the database.</summary>
internal sealed class CandidateStore(Database database, TimeProvider time)
{
    private const string Columns = "job, number, model, round, nonce, approved_by, note, created_at, status, reason, decided_at, release";

    /// <summary>
    /// Makes a round's model a candidate, within the transaction that publishes it: there is no published model that was to be judged
    /// and is forgotten, and none that is a candidate twice.
    /// </summary>
    public static void AddRound(SqliteConnection connection, SqliteTransaction transaction, JobId job, int round, Digest model, long now) =>
        Insert(connection, transaction, job, model, round, approvedBy: "", $"published by round {round}", now);

    /// <summary>Makes a model a candidate that a person stands for.</summary>
    public CandidateId AddProposal(JobId job, Digest model, int round, string approvedBy, string note) => database.InTransaction((connection, transaction) =>
        Insert(connection, transaction, job, model, round, approvedBy, note, time.GetUtcNow().ToUnixTimeSeconds()));

    /// <summary>
    /// The candidates of a job that speak against submitting their weights once more: those that wait or are released, and those that
    /// failed, so that nobody tries until it passes by luck. What nobody could evaluate may come again.
    /// </summary>
    public IReadOnlyList<CandidateRow> Settled(JobId job) => database.Use(connection => Read(
        connection,
        transaction: null,
        """
        job = @Job AND (status IN (1, 2) OR EXISTS
            (SELECT 1 FROM candidate_reports r WHERE r.job = candidates.job AND r.number = candidates.number AND r.verdict = 2))
        """,
        new { Job = job.Value }));

    /// <summary>A candidate; null if there is none of that name.</summary>
    public CandidateRow? Find(CandidateId id) => database.Use(connection => Find(connection, transaction: null, id));

    /// <summary>The candidates of a job, or of all jobs, newest first.</summary>
    public IReadOnlyList<CandidateRow> List(JobId? job) => database.Use(connection => Read(
        connection, transaction: null, job is null ? "1 = 1" : "job = @Job", new { Job = job?.Value }));

    /// <summary>What an evaluator has not answered and may still have a say in: waiting candidates and the releases of each job, newest first.</summary>
    public IReadOnlyList<CandidateRow> Unanswered(SiteId evaluator) => database.Use(connection => Read(
        connection,
        transaction: null,
        """
        status IN (1, 2) AND NOT EXISTS
            (SELECT 1 FROM candidate_reports r WHERE r.job = candidates.job AND r.number = candidates.number AND r.evaluator = @Evaluator)
        """,
        new { Evaluator = evaluator.Value }));

    /// <summary>What is released: the newest candidate that passed and was not taken back. Null if there is none.</summary>
    public CandidateRow? Current(JobId job) => database.Use(connection =>
        Read(connection, transaction: null, "job = @Job AND status = 2", new { Job = job.Value }).FirstOrDefault());

    /// <summary>The newest candidate that a round's model is; null if it is none.</summary>
    public CandidateRow? OfModel(JobId job, Digest model) => database.Use(connection =>
        Read(connection, transaction: null, "job = @Job AND model = @Model", new { Job = job.Value, Model = model.ToArray() }).FirstOrDefault());

    /// <summary>The answers to a candidate, by evaluator.</summary>
    public IReadOnlyList<ReportRow> Reports(CandidateId id) => database.Use(connection => Reports(connection, transaction: null, id));

    /// <summary>What happened to a candidate, in order.</summary>
    public IReadOnlyList<CandidateEventRow> Events(CandidateId id) => database.Use(connection =>
        connection.Query<(long At, long Status, string Reason)>(
            "SELECT at, status, reason FROM candidate_events WHERE job = @Job AND number = @Number ORDER BY rowid", Key(id))
            .Select(row => new CandidateEventRow(row.At, (CandidateStatus)row.Status, row.Reason))
            .ToList());

    /// <summary>
    /// Stores an answer together with what follows from it: there is no release without the reports that it rests on, and no report
    /// without its consequence.
    /// </summary>
    /// <param name="id">The candidate.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="decide">
    /// What follows from all answers; asked with the database locked. Its result holds only while the candidate is not quarantined.
    /// </param>
    /// <param name="release">Makes the signed release.</param>
    /// <returns>The candidate as it then is, and the answer that counts: an earlier one, if the evaluator has given one.</returns>
    public (CandidateRow Candidate, ReportRow Answer) Take(
        CandidateId id,
        ReportRow answer,
        Func<CandidateRow, IReadOnlyList<ReportRow>, ReleaseDecision> decide,
        Func<CandidateRow, IReadOnlyList<ReportRow>, long, byte[]> release) => database.InTransaction((connection, transaction) =>
    {
        var before = Find(connection, transaction, id) ?? throw new InvalidOperationException($"{id} is not stored.");
        if (Reports(connection, transaction, id).FirstOrDefault(row => row.Evaluator == answer.Evaluator) is { } earlier)
        {
            return (before, earlier);
        }

        connection.Execute(
            """
            INSERT INTO candidate_reports (job, number, evaluator, verdict, reason, digest, length, certificate, signature, received_at)
            VALUES (@Job, @Number, @Evaluator, @Verdict, @Reason, @Digest, @Length, @Certificate, @Signature, @At)
            """,
            new
            {
                Job = id.Job.Value,
                id.Number,
                Evaluator = answer.Evaluator.Value,
                Verdict = (int)answer.Answer,
                answer.Reason,
                Digest = answer.Report?.ToArray(),
                answer.Length,
                answer.Certificate,
                answer.Signature,
                At = answer.ReceivedAt,
            },
            transaction);
        return (Settle(connection, transaction, before, decide, release), answer);
    });

    /// <summary>Quarantines a candidate; a release before it counts again.</summary>
    /// <returns>False if it was quarantined already.</returns>
    public bool Quarantine(CandidateId id, string reason) => database.InTransaction((connection, transaction) =>
    {
        var before = Find(connection, transaction, id) ?? throw new InvalidOperationException($"{id} is not stored.");
        if (before.Status == CandidateStatus.Quarantined)
        {
            return false;
        }

        Move(connection, transaction, before, new ReleaseDecision(CandidateStatus.Quarantined, reason), before.Release, time.GetUtcNow().ToUnixTimeSeconds());
        return true;
    });

    private CandidateRow Settle(
        SqliteConnection connection,
        SqliteTransaction transaction,
        CandidateRow before,
        Func<CandidateRow, IReadOnlyList<ReportRow>, ReleaseDecision> decide,
        Func<CandidateRow, IReadOnlyList<ReportRow>, long, byte[]> release)
    {
        // What is quarantined stays so: a report that comes later is kept, and changes nothing.
        if (before.Status == CandidateStatus.Quarantined)
        {
            return before;
        }

        var answers = Reports(connection, transaction, before.Id);
        var decision = decide(before, answers);
        // A release is taken back by a fault that is found in it, not by an answer that decides nothing.
        if (before.Status == CandidateStatus.Released && !answers.Any(answer => answer.Answer == Answer.Fail))
        {
            return before;
        }

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var signed = decision.Status == CandidateStatus.Released ? release(before, answers, now) : before.Release;
        Move(connection, transaction, before, decision, signed, now);
        return Find(connection, transaction, before.Id)!;
    }

    private static void Move(SqliteConnection connection, SqliteTransaction transaction, CandidateRow before, ReleaseDecision decision, byte[]? release, long now)
    {
        var isDecided = decision.Status != CandidateStatus.Waiting;
        var moved = connection.Execute(
            """
            UPDATE candidates SET status = @Status, reason = @Reason, decided_at = @At, release = @Release
            WHERE job = @Job AND number = @Number AND status = @Before
            """,
            new
            {
                Job = before.Id.Job.Value,
                before.Id.Number,
                Status = (int)decision.Status,
                decision.Reason,
                At = isDecided ? now : 0,
                Release = release,
                Before = (int)before.Status,
            },
            transaction);
        if (moved != 1)
        {
            throw new InvalidOperationException($"{before.Id} was decided twice.");
        }

        Log(connection, transaction, before.Id, now, decision.Status, decision.Reason);
    }

    private static CandidateId Insert(
        SqliteConnection connection, SqliteTransaction transaction, JobId job, Digest model, int round, string approvedBy, string note, long now)
    {
        var number = 1 + connection.ExecuteScalar<int>("SELECT COALESCE(MAX(number), 0) FROM candidates WHERE job = @Job", new { Job = job.Value }, transaction);
        var id = new CandidateId(job, number);
        connection.Execute(
            $"""
            INSERT INTO candidates ({Columns})
            VALUES (@Job, @Number, @Model, @Round, @Nonce, @ApprovedBy, @Note, @Now, @Status, '', 0, NULL)
            """,
            new
            {
                Job = job.Value,
                Number = number,
                Model = model.ToArray(),
                Round = round,
                Nonce = RandomNumberGenerator.GetBytes(Digest.Size),
                ApprovedBy = approvedBy,
                Note = note,
                Now = now,
                Status = (int)CandidateStatus.Waiting,
            },
            transaction);
        Log(connection, transaction, id, now, CandidateStatus.Waiting, approvedBy.Length == 0 ? note : $"submitted by {approvedBy}: {note}");
        return id;
    }

    private static void Log(SqliteConnection connection, SqliteTransaction transaction, CandidateId id, long at, CandidateStatus status, string reason) =>
        connection.Execute(
            "INSERT INTO candidate_events (job, number, at, status, reason) VALUES (@Job, @Number, @At, @Status, @Reason)",
            new { Job = id.Job.Value, id.Number, At = at, Status = (int)status, Reason = reason },
            transaction);

    private static CandidateRow? Find(SqliteConnection connection, SqliteTransaction? transaction, CandidateId id) =>
        Read(connection, transaction, "job = @Job AND number = @Number", Key(id)).SingleOrDefault();

    private static List<CandidateRow> Read(SqliteConnection connection, SqliteTransaction? transaction, string condition, object parameters) =>
        connection.Query<Stored>($"SELECT {Columns} FROM candidates WHERE {condition} ORDER BY created_at DESC, job, number DESC", parameters, transaction)
            .Select(row => row.ToRow())
            .ToList();

    private static List<ReportRow> Reports(SqliteConnection connection, SqliteTransaction? transaction, CandidateId id) =>
        connection.Query<StoredReport>(
                """
                SELECT evaluator, verdict, reason, digest, length, certificate, signature, received_at
                FROM candidate_reports WHERE job = @Job AND number = @Number ORDER BY evaluator
                """,
                Key(id),
                transaction)
            .Select(row => row.ToRow())
            .ToList();

    private static object Key(CandidateId id) => new { Job = id.Job.Value, id.Number };

    // As Dapper fills them; the names are those of the columns.
#pragma warning disable SA1300, IDE1006, CA1812
    private sealed class Stored
    {
        public string job { get; init; } = "";

        public long number { get; init; }

        public byte[] model { get; init; } = [];

        public long round { get; init; }

        public byte[] nonce { get; init; } = [];

        public string approved_by { get; init; } = "";

        public string note { get; init; } = "";

        public long created_at { get; init; }

        public long status { get; init; }

        public string reason { get; init; } = "";

        public long decided_at { get; init; }

        public byte[]? release { get; init; }

        public CandidateRow ToRow() => new(
            new CandidateId(new JobId(job), (int)number),
            Digest.FromBytes(model),
            (int)round,
            Digest.FromBytes(nonce),
            approved_by,
            note,
            created_at,
            (CandidateStatus)status,
            reason,
            decided_at,
            release);
    }

    private sealed class StoredReport
    {
        public string evaluator { get; init; } = "";

        public long verdict { get; init; }

        public string reason { get; init; } = "";

        public byte[]? digest { get; init; }

        public long length { get; init; }

        public byte[]? certificate { get; init; }

        public byte[]? signature { get; init; }

        public long received_at { get; init; }

        public ReportRow ToRow() => new(
            new SiteId(evaluator), (Answer)verdict, reason, digest is null ? null : Digest.FromBytes(digest), length, certificate, signature, received_at);
    }
#pragma warning restore SA1300, IDE1006, CA1812
}
