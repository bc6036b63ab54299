using FederatedSecure.Client.Privacy;
using FederatedSecure.Client.Tests.Support;
using FederatedSecure.Client.Work;
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
    public async Task Training_GradientsThatExplode_CountsAsSpentUploadsNothingAndTheNextJobIsServed()
    {
        // The real trainer. Clipping bounds gradients, but a weight decay like this makes each step a million million times the last.
        var job = await SubmitAsync(epsilon: 5, attempts: 1, learningRate: 1e6, weightDecay: 1e6, localEpochs: 5);
        await using (new RunningDaemon(_site, new TorchTrainer()))
        {
            var record = Assert.Single((await _coordinator.UntilAsync(job, JobPhase.Failed)).Rounds);
            Assert.StartsWith("training.not-finite", record.Sites[0].Reason, StringComparison.Ordinal);
            Assert.Equal(0UL, record.BytesUp);
            Assert.Single(Entries());

            await _coordinator.UntilAsync(await SubmitAsync(epsilon: 1), JobPhase.Completed);
        }

        Assert.Equal(2, Entries().Length);
    }

    [Fact]
    public async Task Job_FewerRecordsThanABatch_IsRefusedBeforeItIsAccepted()
    {
        var job = await SubmitAsync(epsilon: 5, attempts: 1, batchSize: 31);
        var trainer = new ConstantTrainer();
        await using (new RunningDaemon(_site, trainer))
        {
            var record = Assert.Single((await _coordinator.UntilAsync(job, JobPhase.Failed)).Rounds);
            Assert.Equal(SiteOutcome.Refused, record.Sites[0].Outcome);
            Assert.StartsWith("privacy.batch", record.Sites[0].Reason, StringComparison.Ordinal);
            Assert.DoesNotContain("30", record.Sites[0].Reason, StringComparison.Ordinal);
            // The coordinator hears of it first.
            await Eventually.HoldsAsync(() => Journal.Read(_site.Directory).Any(entry => entry.Reason?.Contains("has 30,", StringComparison.Ordinal) == true));
        }

        Assert.Equal(0, trainer.Trained);
        Assert.Empty(Entries());
    }

    [Fact]
    public async Task Job_DeltaNotBelowOneInTheRecords_IsTrainedWithAWarningThatNamesThem()
    {
        Policy("""{ "minimumCohort": 1, "allowPlain": true, "privacyBudgets": { "*": { "epsilon": 10, "delta": 0.05 } } }""");
        var job = await SubmitAsync(epsilon: 5, delta: 0.04);
        await using var daemon = new RunningDaemon(_site, new ConstantTrainer());

        await _coordinator.UntilAsync(job, JobPhase.Completed);

        Assert.Contains(daemon.Log, line => line.Contains("δ = 0.04 is not below one in the 30 records", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Training_ClockSetBackBetweenTwoRounds_SpendsWithinTheSameBudget()
    {
        // Ahead of the machine's own, which calls go by: put right while the site trains.
        var clock = new WallClock { Offset = TimeSpan.FromDays(1) };
        var job = await SubmitAsync(rounds: 2, epsilon: 5);
        var trainer = new ConstantTrainer { During = _ => clock.Offset -= TimeSpan.FromHours(6) };
        await using (new RunningDaemon(_site, trainer, time: clock))
        {
            await _coordinator.UntilAsync(job, JobPhase.Completed);
        }

        var entries = Entries();
        Assert.True(entries[1].At < entries[0].At);
        Assert.Equal(entries[0].Event, entries[1].Event);
        Assert.InRange(SpentPrivacy.Epsilon(entries, 1e-5), SpentPrivacy.Epsilon(entries[..1], 1e-5) + 0.1, 5);
    }

    [Fact]
    public async Task Job_DeviceThatIsNotThere_IsRefusedAndNothingIsSpent()
    {
        Policy("""{ "minimumCohort": 1, "allowPlain": true, "device": "cuda" }""");
        var job = await SubmitAsync(epsilon: 5, attempts: 1);
        var trainer = new ConstantTrainer();
        await using (new RunningDaemon(_site, trainer))
        {
            var record = Assert.Single((await _coordinator.UntilAsync(job, JobPhase.Failed)).Rounds);
            Assert.Equal(SiteOutcome.Refused, record.Sites[0].Outcome);
            Assert.StartsWith("training.no-cuda", record.Sites[0].Reason, StringComparison.Ordinal);
        }

        Assert.Equal(0, trainer.Trained);
        Assert.Empty(Entries());
    }

    [Fact]
    public async Task Job_DeviceOfThePolicy_IsTheTrainers()
    {
        Policy("""{ "minimumCohort": 1, "allowPlain": true, "device": "cpu" }""");
        var trainer = new ConstantTrainer();
        await using var daemon = new RunningDaemon(_site, trainer);

        await _coordinator.UntilAsync(await SubmitAsync(epsilon: 5), JobPhase.Completed);

        Assert.All(trainer.Devices, device => Assert.Equal(ComputeDevice.Cpu, device));
        Assert.NotEmpty(trainer.Devices);
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

    [Fact]
    public async Task Sanitization_PrivateJob_LeavesOutByBoundsAndNothingThatDependsOnOtherRecords()
    {
        Policy("""{ "minimumCohort": 1, "allowPlain": true, "sanitization": { "*": { "bounds": { "a": [0, 27] }, "robustZ": 0.1, "maximumRemoved": 0.2 } } }""");
        var job = await SubmitAsync(epsilon: 5);
        var daemon = new RunningDaemon(_site, new ConstantTrainer());
        await using (daemon)
        {
            await _coordinator.UntilAsync(job, JobPhase.Completed);
        }

        Assert.Equal(28, Assert.Single(Entries()).Records);
        var report = File.ReadAllText(Path.Combine(_site.Directory.Sanitization, "digits.json"));
        Assert.Contains("a is 29, outside 0 to 27", report, StringComparison.Ordinal);
        Assert.Contains("robustZ: it depends on other records", report, StringComparison.Ordinal);
        Assert.Contains(daemon.Log, line => line.Contains("robustZ are left undone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sanitization_MoreThanThePolicyAllows_TrainsNothingAndTellsNoFigures()
    {
        Policy("""{ "minimumCohort": 1, "allowPlain": true, "sanitization": { "*": { "bounds": { "a": [0, 20] } } } }""");
        var job = await SubmitAsync(epsilon: 5, attempts: 1);
        var trainer = new ConstantTrainer();
        await using var daemon = new RunningDaemon(_site, trainer);

        var record = (await _coordinator.UntilAsync(job, JobPhase.Failed)).Rounds[^1];

        Assert.Equal(0, trainer.Trained);
        Assert.Empty(Entries());
        Assert.Equal("data.unusable: the data set cannot be read; the site's own log says why", record.Sites[0].Reason);
        Assert.Contains(daemon.Log, line => line.Contains("would remove 9 of 30 training records", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sanitization_PrivacyLossAccepted_PublishesNoEpsilon()
    {
        Policy("""{ "minimumCohort": 1, "allowPlain": true, "sanitization": { "*": { "isolationForest": 1, "acceptPrivacyLoss": true } } }""");
        var job = await SubmitAsync(epsilon: 5);
        await using var daemon = new RunningDaemon(_site, new ConstantTrainer());

        var record = Assert.Single((await _coordinator.UntilAsync(job, JobPhase.Completed)).Rounds);

        Assert.Null(Assert.Single(record.Sites).Privacy);
        Assert.Contains(daemon.Log, line => line.Contains("ε does not bound", StringComparison.Ordinal));
    }

    /// <summary>The machine's clock, with hands that the test moves.</summary>
    private sealed class WallClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
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

    private async Task<string> SubmitAsync(
        double? epsilon, int rounds = 1, int attempts = 3, int batchSize = 10, double learningRate = 0.1, double weightDecay = 0, int localEpochs = 1, double delta = 1e-5)
    {
        var text = JobText.Of(sites: 1, rounds: rounds, attempts: attempts).Replace(
            "\"training\": {",
            FormattableString.Invariant($"\"training\": {{ \"batchSize\": {batchSize}, \"learningRate\": {learningRate}, \"weightDecay\": {weightDecay}, \"localEpochs\": {localEpochs},"),
            StringComparison.Ordinal);
        if (epsilon is not null)
        {
            text = text.Replace("{ \"mechanism\": \"none\" }", FormattableString.Invariant($"{{ \"epsilon\": {epsilon}, \"delta\": {delta} }}"), StringComparison.Ordinal);
        }

        return await _coordinator.SubmitAsync(text);
    }
}
