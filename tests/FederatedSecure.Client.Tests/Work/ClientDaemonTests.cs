using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Tests.Support;
using FederatedSecure.Client.Work;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Learning.Training;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using JobPhase = FederatedSecure.Protos.V1.JobPhase;

namespace FederatedSecure.Client.Tests.Work;

/// <summary>A real daemon and a real coordinator; only the training is a stand-in.</summary>
public sealed class ClientDaemonTests : IAsyncLifetime
{
    // 615,003 parameters of 4 bytes: three chunks.
    private const string Large = """{ "input": [4], "layers": [ { "type": "linear", "out": 123000 }, { "type": "linear", "out": 3, "bias": false }, { "type": "softmax-head", "classes": 3 } ] }""";
    private TestCoordinator _coordinator = null!;
    private SiteFolder _site = null!;

    public async ValueTask InitializeAsync()
    {
        _coordinator = await TestCoordinator.StartAsync(poll: TimeSpan.FromMilliseconds(20));
        _site = await SiteFolder.JoinAsync(_coordinator, "hospital-a");
        Policy("""{ "minimumCohort": 1, "allowPlain": true, "allowNonPrivate": true }""");
    }

    public async ValueTask DisposeAsync()
    {
        await _coordinator.DisposeAsync();
        _site.Dispose();
    }

    [Fact]
    public async Task Daemon_TwoRounds_TrainsEachOnceEvaluatesAndKeepsAJournal()
    {
        var trainer = new ConstantTrainer();
        var job = await SubmitAsync(rounds: 2, validation: 0.2);
        await using (var daemon = new RunningDaemon(_site, trainer))
        {
            await _coordinator.UntilAsync(job, JobPhase.Completed);
            await Eventually.HoldsAsync(() => Journal().Any(entry => entry.Outcome == "evaluated"));
        }

        Assert.Equal(2, trainer.Trained);
        Assert.Equal(["accepted", "trained", "committed", "accepted", "trained", "committed", "accepted", "evaluated"], Journal().Select(entry => entry.Outcome));
        Assert.Empty(Directory.EnumerateDirectories(_site.Directory.Plans));
    }

    [Fact]
    public async Task Daemon_UploadBrokenTwice_SendsNoChunkAgainThatHasArrived()
    {
        var line = new Interference { UploadCuts = new([1_500_000, 1_300_000]) };
        var job = await SubmitAsync(model: Large);
        await using var daemon = new RunningDaemon(_site, new ConstantTrainer(), line);

        await _coordinator.UntilAsync(job, JobPhase.Completed);

        Assert.Equal(2, line.Cuts);
        // Whole, and at most the chunk in which each cut fell a second time.
        const long whole = 123_000L * 8 * 4;
        Assert.InRange(line.Sent, whole, whole + (2 * (1 << 20)) + 10_000);
    }

    [Fact]
    public async Task Daemon_EndedAfterTrainingBeforeItsUpload_UploadsTheSameBytesAndDoesNotTrainAgain()
    {
        var job = await SubmitAsync();
        var line = new Interference();
        var first = new ConstantTrainer { During = _ => line.IsDown = true };
        await using (new RunningDaemon(_site, first, line))
        {
            await Eventually.HoldsAsync(() => Journal().Any(entry => entry.Outcome == "trained"));
        }

        var second = new ConstantTrainer();
        await using (new RunningDaemon(_site, second))
        {
            await _coordinator.UntilAsync(job, JobPhase.Completed);
        }

        Assert.Equal((1, 0), (first.Trained, second.Trained));
    }

    [Fact]
    public async Task Daemon_PolicyThatSaysNo_TellsBothSidesWhy()
    {
        Policy("""{ "minimumCohort": 1, "allowPlain": true, "allowNonPrivate": true, "jobs": ["trusted-*"] }""");
        var job = await SubmitAsync(attempts: 1);
        await using var daemon = new RunningDaemon(_site, new ConstantTrainer());

        var record = Assert.Single((await _coordinator.UntilAsync(job, JobPhase.Failed)).Rounds);

        Assert.Equal(SiteOutcome.Refused, record.Sites[0].Outcome);
        Assert.StartsWith("policy.job", record.Sites[0].Reason, StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => Journal().Any(entry => entry.Outcome == "refused" && entry.Reason!.StartsWith("policy.job", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Daemon_PolicyThatCannotBeRead_AcceptsNothingAndGoesOnOnceItIsMended()
    {
        Policy("{ \"jobs\": [\"*\" ");
        var job = await SubmitAsync();
        await using var daemon = new RunningDaemon(_site, new ConstantTrainer());
        await Eventually.HoldsAsync(() => Logged(daemon, "policy.json(1)"));

        Policy("""{ "minimumCohort": 1, "allowPlain": true, "allowNonPrivate": true }""");

        await _coordinator.UntilAsync(job, JobPhase.Completed);
    }

    [Fact]
    public async Task Daemon_CoordinatorAway_StopsHammeringAndComesBack()
    {
        var line = new Interference { IsDown = true };
        var job = await SubmitAsync();
        await using var daemon = new RunningDaemon(_site, new ConstantTrainer(), line);
        await Eventually.HoldsAsync(() => Status() is { Connected: false, Problem: "the coordinator does not answer" });

        line.IsDown = false;

        await _coordinator.UntilAsync(job, JobPhase.Completed);
    }

    [Fact]
    public async Task Daemon_RevokedSite_SaysWhatToDo()
    {
        await using var daemon = new RunningDaemon(_site, new ConstantTrainer());
        await Eventually.HoldsAsync(() => Status() is { Connected: true });
        await _coordinator.Sites.RevokeSiteAsync(new RevokeSiteRequest { Site = "hospital-a" });

        await Eventually.HoldsAsync(() => Logged(daemon, "certificate.revoked") && Logged(daemon, "new invite"));
    }

    [Fact]
    public async Task Daemon_CertificateThatIsAboutToExpire_IsRenewedWithoutARestart()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var daemon = new RunningDaemon(_site, new ConstantTrainer(), time: time);
        await Eventually.HoldsAsync(() => Status() is { Connected: true });
        var before = await File.ReadAllTextAsync(_site.Directory.CertificateFile);

        await Eventually.HoldsAsync(() =>
        {
            // In small steps, so that even a slow daemon has seconds for its renewal before the certificate runs out.
            _coordinator.Time.Advance(TimeSpan.FromMinutes(5));
            time.Advance(TimeSpan.FromMinutes(5));
            return Logged(daemon, "Renewed the certificate");
        });

        Assert.NotEqual(before, await File.ReadAllTextAsync(_site.Directory.CertificateFile));
        Assert.False(Logged(daemon, "expired"));
    }

    [Fact]
    public async Task Daemon_RoundThatIsOver_StopsTraining()
    {
        var job = await SubmitAsync();
        var trainer = new ConstantTrainer
        {
            During = cancellation =>
            {
                _coordinator.Jobs.CancelJob(new CancelJobRequest { JobId = job }, cancellationToken: CancellationToken.None);
                Assert.True(cancellation.WaitHandle.WaitOne(TestCoordinator.Patience));
                cancellation.ThrowIfCancellationRequested();
            },
        };
        await using var daemon = new RunningDaemon(_site, trainer);

        await Eventually.HoldsAsync(() => Journal().Any(entry => entry.Outcome == "closed"));
    }

    [Fact]
    public async Task Daemon_TrainingThatFails_TellsTheCoordinatorTheReasonButNothingOfTheData()
    {
        await File.WriteAllTextAsync(_site.File("data.csv"), "a,b,c,d,y\n1,2,3,secret,k0\n");
        var job = await SubmitAsync(attempts: 1);
        await using var daemon = new RunningDaemon(_site, new ConstantTrainer());

        var reason = (await _coordinator.UntilAsync(job, JobPhase.Failed)).Rounds[0].Sites[0].Reason;

        Assert.StartsWith("data.unusable", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("data.csv", reason, StringComparison.Ordinal);
        Assert.True(Logged(daemon, "data.csv(2)"));
    }

    [Fact]
    public async Task Daemon_LossThatIsNotFinite_IsAFailureWithItsCode()
    {
        var job = await SubmitAsync(attempts: 1);
        var trainer = new ConstantTrainer { During = _ => throw new TrainingException("training.not-finite", "use a smaller learning rate") };
        await using var daemon = new RunningDaemon(_site, trainer);

        var site = (await _coordinator.UntilAsync(job, JobPhase.Failed)).Rounds[0].Sites[0];

        Assert.Equal((SiteOutcome.Failed, "training.not-finite: use a smaller learning rate"), (site.Outcome, site.Reason));
    }

    [Fact]
    public async Task Daemon_ForgedReceipt_IsNotTaken()
    {
        var job = await SubmitAsync();
        var line = new Interference
        {
            Forge =
            {
                ["Commit"] = message =>
                {
                    var response = CommitResponse.Parser.ParseFrom(message);
                    response.Receipt.Signature = ByteString.CopyFrom([.. response.Receipt.Signature.Span[..^1], (byte)(response.Receipt.Signature[^1] ^ 1)]);
                    return response.ToByteArray();
                },
            },
        };
        await using var daemon = new RunningDaemon(_site, new ConstantTrainer(), line);

        await Eventually.HoldsAsync(() => Logged(daemon, "receipt.invalid"));
        Assert.DoesNotContain(Journal(), entry => entry.Outcome == "committed");
    }

    [Fact]
    public async Task Daemon_ModelThatIsNotThePlans_IsNotTrainedOn()
    {
        var job = await SubmitAsync(attempts: 1);
        var trainer = new ConstantTrainer();
        var line = new Interference { Forge = { ["GetChunks"] = message => [.. message[..^1], (byte)(message[^1] ^ 1)] } };
        await using var daemon = new RunningDaemon(_site, trainer, line);

        var reason = (await _coordinator.UntilAsync(job, JobPhase.Failed)).Rounds[0].Sites[0].Reason;

        Assert.StartsWith("model.wrong-chunk", reason, StringComparison.Ordinal);
        Assert.Equal(0, trainer.Trained);
    }

    [Fact]
    public async Task Daemon_PlanWhoseBytesAreNotItsDigests_IsRefused()
    {
        var job = await SubmitAsync(attempts: 1);
        var trainer = new ConstantTrainer();
        var line = new Interference
        {
            Forge =
            {
                ["PollWork"] = message =>
                {
                    var response = PollWorkResponse.Parser.ParseFrom(message);
                    if (response.Offer is { } offer)
                    {
                        var plan = Plan.Parser.ParseFrom(offer.Plan);
                        plan.Training.LearningRate = 1e5;
                        offer.Plan = plan.ToByteString();
                    }

                    return response.ToByteArray();
                },
            },
        };
        await using var daemon = new RunningDaemon(_site, trainer, line);

        var reason = (await _coordinator.UntilAsync(job, JobPhase.Failed)).Rounds[0].Sites[0].Reason;

        Assert.StartsWith("plan.digest", reason, StringComparison.Ordinal);
        Assert.Equal(0, trainer.Trained);
    }

    [Fact]
    public async Task Daemon_PauseWithoutEnd_IsNotKept()
    {
        var pauses = 0;
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var line = new Interference
        {
            Forge =
            {
                ["PollWork"] = message =>
                {
                    Interlocked.Increment(ref pauses);
                    return new PollWorkResponse { NextPollAfterMilliseconds = uint.MaxValue }.ToByteArray();
                },
                ["Hello"] = message => new HelloResponse { RenewInSeconds = long.MaxValue }.ToByteArray(),
            },
        };
        await using var daemon = new RunningDaemon(_site, new ConstantTrainer(), line, time);

        await Eventually.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return Volatile.Read(ref pauses) >= 3;
        });
    }

    [Fact]
    public async Task Daemon_SecondPlanForTheSameAttempt_IsRefused()
    {
        var job = await SubmitAsync(attempts: 1);
        var trainer = new ConstantTrainer();
        var line = new Interference
        {
            Forge =
            {
                ["PollWork"] = message =>
                {
                    // Once the site has trained, the same attempt comes again with another plan.
                    var response = PollWorkResponse.Parser.ParseFrom(message);
                    if (response.Offer is { } offer && trainer.Trained > 0)
                    {
                        var plan = Plan.Parser.ParseFrom(offer.Plan);
                        plan.Training.LearningRate /= 2;
                        offer.Plan = plan.ToByteString();
                        offer.Ref.PlanDigest = ByteString.CopyFrom(System.Security.Cryptography.SHA256.HashData(offer.Plan.Span));
                    }

                    return response.ToByteArray();
                },
                // And the first update never arrives.
                ["OfferUpdate"] = _ => throw new HttpRequestException("The line is cut."),
            },
        };
        await using var daemon = new RunningDaemon(_site, trainer, line);

        await Eventually.HoldsAsync(() => Logged(daemon, "plan.second"));
        Assert.Equal(1, trainer.Trained);
    }

    [Fact]
    public async Task Daemon_UnforeseenError_IsToldAndSurvived()
    {
        var job = await SubmitAsync();
        var failed = false;
        var trainer = new ConstantTrainer
        {
            During = _ =>
            {
                if (!failed)
                {
                    failed = true;
                    throw new NotSupportedException("nobody expected this");
                }
            },
        };
        await using var daemon = new RunningDaemon(_site, trainer);

        await _coordinator.UntilAsync(job, JobPhase.Completed);

        Assert.True(Logged(daemon, "nobody expected this"));
    }

    [Fact]
    public async Task Daemon_EveryFileItWrites_IsTheOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        var job = await SubmitAsync(validation: 0.2);
        await using (new RunningDaemon(_site, new ConstantTrainer()))
        {
            await _coordinator.UntilAsync(job, JobPhase.Completed);
        }

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(_site.Directory.Root) & (others | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
        foreach (var file in (string[])[_site.Directory.KeyFile, _site.Directory.PolicyFile, _site.Directory.DataSetsFile, _site.Directory.JournalFile, _site.Directory.IdentityFile])
        {
            Assert.Equal((file, (UnixFileMode)0), (file, File.GetUnixFileMode(file) & others));
        }
    }

    private Task<string> SubmitAsync(int rounds = 1, double validation = 0, int attempts = 3, string model = JobText.Small) =>
        _coordinator.SubmitAsync(JobText.Of(sites: 1, rounds: rounds, validation: validation, attempts: attempts, model: model));

    private void Policy(string json) => File.WriteAllText(_site.Directory.PolicyFile, json);

    private List<JournalEntry> Journal() => [.. Client.Work.Journal.Read(_site.Directory)];

    private ClientStatus? Status() => File.Exists(_site.Directory.StatusFile)
        ? System.Text.Json.JsonSerializer.Deserialize(File.ReadAllBytes(_site.Directory.StatusFile), ClientJson.Default.ClientStatus)
        : null;

    private static bool Logged(RunningDaemon daemon, string text)
    {
        lock (daemon.Log)
        {
            return daemon.Log.Exists(line => line.Contains(text, StringComparison.Ordinal));
        }
    }
}
