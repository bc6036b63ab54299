using FederatedSecure.Client.Privacy;
using FederatedSecure.Client.Tests.Support;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Learning.Training;
using FederatedSecure.Protos.V1;
using Microsoft.Data.Sqlite;
using JobPhase = FederatedSecure.Protos.V1.JobPhase;

namespace FederatedSecure.Client.Tests.Privacy;

/// <summary>A real daemon with its ledger and a real coordinator; only the training is a stand-in.</summary>
public sealed class PrivateDaemonTests : IAsyncLifetime
{
    private TestCoordinator _coordinator = null!;
    private SiteFolder _site = null!;

    public async ValueTask InitializeAsync()
    {
        _coordinator = await TestCoordinator.StartAsync(poll: TimeSpan.FromMilliseconds(20));
        _site = await SiteFolder.JoinAsync(_coordinator, "hospital-a");
        Policy("""{ "minimumCohort": 1, "allowPlain": true }""");
    }

    public async ValueTask DisposeAsync()
    {
        await _coordinator.DisposeAsync();
        _site.Dispose();
    }

    [Fact]
    public async Task Job_TwoRounds_SpendsBeforeItTrainsAndTellsWhatItSpent()
    {
        var job = await SubmitAsync(rounds: 2, epsilon: 5);
        var seen = new List<int>();
        var trainer = new ConstantTrainer { During = _ => seen.Add(EntriesOnDisk()) };
        await using (new RunningDaemon(_site, trainer))
        {
            await _coordinator.UntilAsync(job, JobPhase.Completed);
        }

        Assert.Equal([1, 2], seen);
        var entries = Entries();
        Assert.Equal(entries.Select(entry => entry.Event!.NoiseMultiplier), trainer.Privately.Select(privacy => privacy.NoiseMultiplier));
        Assert.All(trainer.Privately, privacy => Assert.Equal(1, privacy.ClipNorm));
        // 30 records in batches of 10 on average.
        Assert.All(entries, entry => Assert.Equal((30, 1.0 / 3, 3), (entry.Records, entry.Event!.SamplingRate, entry.Event.Steps)));

        var rounds = (await _coordinator.Jobs.GetJobAsync(new GetJobRequest { JobId = job })).Rounds;
        var told = rounds.Select(round => Assert.Single(round.Sites).Privacy).ToArray();
        Assert.All(told, statement => Assert.Equal(1e-5, statement.Delta));
        Assert.InRange(told[0].Epsilon, 0.1, told[1].Epsilon);
        // The noise was made for one round more than the two.
        Assert.InRange(told[1].Epsilon, told[0].Epsilon, 5);
        // The loss of private training stays at the site.
        Assert.All(rounds, round => Assert.Equal(0, round.TrainingLoss));
    }

    [Fact]
    public async Task Job_AboveTheBudget_IsRefusedWithTheNumbersAndNothingIsSpent()
    {
        Policy("""{ "minimumCohort": 1, "allowPlain": true, "privacyBudgets": { "*": { "epsilon": 2, "delta": 1e-5 } } }""");
        var job = await SubmitAsync(epsilon: 5, attempts: 1);
        var trainer = new ConstantTrainer();
        await using (new RunningDaemon(_site, trainer))
        {
            var record = Assert.Single((await _coordinator.UntilAsync(job, JobPhase.Failed)).Rounds);
            Assert.Equal(SiteOutcome.Refused, record.Sites[0].Outcome);
            Assert.StartsWith("policy.privacy-budget", record.Sites[0].Reason, StringComparison.Ordinal);
            Assert.Contains("this site allows 2.00", record.Sites[0].Reason, StringComparison.Ordinal);
        }

        Assert.Equal(0, trainer.Trained);
        Assert.Empty(Entries());
    }

    [Fact]
    public async Task Job_WithoutPrivacy_IsRefusedByDefault()
    {
        var job = await SubmitAsync(epsilon: null, attempts: 1);
        await using var daemon = new RunningDaemon(_site, new ConstantTrainer());

        var record = Assert.Single((await _coordinator.UntilAsync(job, JobPhase.Failed)).Rounds);

        Assert.StartsWith("policy.privacy:", record.Sites[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Training_ThatFails_CountsAsSpentAndUploadsNothing()
    {
        var job = await SubmitAsync(epsilon: 5, attempts: 1);
        var trainer = new ConstantTrainer { During = _ => throw new TrainingException("training.not-finite", "the loss is not finite any more") };
        await using (new RunningDaemon(_site, trainer))
        {
            var record = Assert.Single((await _coordinator.UntilAsync(job, JobPhase.Failed)).Rounds);
            Assert.StartsWith("training.not-finite", record.Sites[0].Reason, StringComparison.Ordinal);
            Assert.Equal(0UL, record.BytesUp);
            Assert.Null(record.Sites[0].Privacy);
        }

        Assert.Single(Entries());
    }

    [Fact]
    public async Task Training_LedgerThatCannotBeWritten_DoesNotBegin()
    {
        var job = await SubmitAsync(rounds: 2, epsilon: 5, attempts: 1);
        var trainer = new ConstantTrainer { During = _ => Break(_site.Directory.LedgerFile) };
        await using var daemon = new RunningDaemon(_site, trainer);

        var record = (await _coordinator.UntilAsync(job, JobPhase.Failed)).Rounds[^1];

        Assert.Equal(1, trainer.Trained);
        Assert.StartsWith("privacy.ledger", record.Sites[0].Reason, StringComparison.Ordinal);
        // Where the ledger lies is nobody else's business.
        Assert.DoesNotContain("privacy.db", record.Sites[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statement_NotPublished_StaysAtTheSite()
    {
        Policy("""{ "minimumCohort": 1, "allowPlain": true, "publishPrivacy": false }""");
        var job = await SubmitAsync(epsilon: 5);
        await using var daemon = new RunningDaemon(_site, new ConstantTrainer());

        var record = Assert.Single((await _coordinator.UntilAsync(job, JobPhase.Completed)).Rounds);

        Assert.Null(Assert.Single(record.Sites).Privacy);
    }

    private static void Break(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "DROP TABLE entries";
        command.ExecuteNonQuery();
    }

    private int EntriesOnDisk()
    {
        using var connection = new SqliteConnection($"Data Source={_site.Directory.LedgerFile};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM entries";
        return (int)(long)command.ExecuteScalar()!;
    }

    private LedgerEntry[] Entries()
    {
        using var ledger = PrivacyLedger.Open(_site.Directory, mustExist: false);
        return [.. ledger.Entries];
    }

    private void Policy(string json) => File.WriteAllText(_site.Directory.PolicyFile, json);

    private async Task<string> SubmitAsync(double? epsilon, int rounds = 1, int attempts = 3)
    {
        var text = JobText.Of(sites: 1, rounds: rounds, attempts: attempts).Replace("\"training\": {", "\"training\": { \"batchSize\": 10,", StringComparison.Ordinal);
        if (epsilon is not null)
        {
            text = text.Replace("{ \"mechanism\": \"none\" }", FormattableString.Invariant($"{{ \"epsilon\": {epsilon} }}"), StringComparison.Ordinal);
        }

        return await _coordinator.SubmitAsync(text);
    }
}
