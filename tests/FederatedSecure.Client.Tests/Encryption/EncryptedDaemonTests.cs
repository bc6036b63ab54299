using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Client.Encryption;
using FederatedSecure.Client.Tests.Support;
using FederatedSecure.Client.Work;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Numerics;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using EnvelopeKey = FederatedSecure.Cryptography.Encapsulation.EnvelopeKey;
using JobPhase = FederatedSecure.Protos.V1.JobPhase;

namespace FederatedSecure.Client.Tests.Encryption;

/// <summary>
/// Four real daemons in an encrypted job, three of four share holders needed. Between hospital-a and its coordinator stands somebody
/// who does what a dishonest coordinator would: the honest client notices, says so, and nothing of use leaves it.
/// </summary>
public sealed class EncryptedDaemonTests : IAsyncLifetime
{
    private readonly List<SiteFolder> _sites = [];
    private readonly List<RunningDaemon> _daemons = [];
    private readonly TaskCompletionSource _othersMayAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestCoordinator _coordinator = null!;

    private SiteFolder Own => _sites[0];

    public async ValueTask InitializeAsync()
    {
        _coordinator = await TestCoordinator.StartAsync(poll: TimeSpan.FromMilliseconds(20));
        foreach (var name in (string[])["hospital-a", "hospital-b", "hospital-c", "hospital-d"])
        {
            _sites.Add(await SiteFolder.JoinAsync(_coordinator, name));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var daemon in _daemons)
        {
            await daemon.DisposeAsync();
        }

        await _coordinator.DisposeAsync();
        _sites.ForEach(site => site.Dispose());
    }

    [Fact]
    public async Task Daemons_TwoRounds_PublishAndEvaluateAndKeepARecordOfWhatTheyOpened()
    {
        var job = await SubmitAsync(rounds: 2, validation: 0.2);
        _othersMayAnswer.SetResult();
        var trainer = new ConstantTrainer();
        Start(new Interference(), trainer);

        var end = await _coordinator.UntilAsync(job, JobPhase.Completed);

        Assert.Equal(2, trainer.Trained);
        Assert.All(end.Rounds, round => Assert.Equal(4, Assert.Single(round.Buckets).Sites.Count));
        // Six of thirty records held back at each of four sites, half of them right, the last model's too.
        Assert.All(end.Rounds, round => Assert.Equal((24UL, 12UL, 4U), (round.Evaluation.Examples, round.Evaluation.Correct, round.EvaluatedBy)));
        Assert.Equal(0.25, end.Rounds[0].TrainingLoss, 1e-9);
        await Eventually.HoldsAsync(() => Journal().Count(entry => entry.Outcome == "committed") == 2 && Journal().Any(entry => entry.Outcome == "evaluated"));
        Assert.Empty(Directory.EnumerateDirectories(Own.Directory.Plans));
    }

    [Fact]
    public async Task Daemon_WhateverItSends_NeverShowsItsUpdate()
    {
        var job = await SubmitAsync();
        _othersMayAnswer.SetResult();
        using var recording = new MemoryStream();
        Start(new Interference { Recording = recording });

        await _coordinator.UntilAsync(job, JobPhase.Completed);

        var update = Enumerable.Range(0, 15).Select(i => 0.5f + (i * 1e-7f)).ToArray();
        Assert.True(recording.Length > 50_000, "The recording has missed the upload.");
        // Two values next to each other would be enough to know it.
        Assert.Equal(-1, recording.GetBuffer().AsSpan(0, (int)recording.Length).IndexOf(MemoryMarshal.AsBytes(update.AsSpan(0, 2))));
    }

    [Theory]
    [InlineData("below-k", "unmask.survivors")]
    [InlineData("twice", "unmask.survivors")]
    [InlineData("forged", "unmask.header")]
    [InlineData("other-plan", "unmask.header")]
    [InlineData("stranger", "unmask.header")]
    [InlineData("envelope", "unmask.envelope")]
    [InlineData("swapped", "unmask.envelope")]
    public async Task Survivors_ThatAreNotWhatTheyShouldBe_GetNoAnswer(string fraud, string code)
    {
        var job = await SubmitAsync();
        var line = new Interference
        {
            ForgeStream =
            {
                ["GetSurvivors"] = messages =>
                {
                    var survivors = messages.ConvertAll(GetSurvivorsResponse.Parser.ParseFrom);
                    switch (fraud)
                    {
                        case "below-k":
                            survivors.RemoveRange(0, 2);
                            break;
                        case "twice":
                            survivors.Add(survivors[0]);
                            break;
                        case "forged":
                            survivors[1].Header.UpdateDigest = ByteString.CopyFrom(new byte[32]);
                            break;
                        case "other-plan":
                            survivors[1].Header.PlanDigest = ByteString.CopyFrom(new byte[32]);
                            break;
                        case "stranger":
                            survivors[1].Header.Site = "hospital-x";
                            break;
                        case "envelope":
                            survivors[1].Envelope = ByteString.CopyFrom([.. survivors[1].Envelope.Span[..^1], (byte)(survivors[1].Envelope[^1] ^ 1)]);
                            break;
                        default:
                            (survivors[1].Envelope, survivors[2].Envelope) = (survivors[2].Envelope, survivors[1].Envelope);
                            break;
                    }

                    return survivors.Select(survivor => survivor.ToByteArray());
                },
            },
        };
        var daemon = Start(line);

        await Eventually.HoldsAsync(() => Journal().Any(entry => entry.Outcome == "not-opened"));

        Assert.StartsWith(code, Journal().Single(entry => entry.Outcome == "not-opened").Reason, StringComparison.Ordinal);
        Assert.True(Logged(daemon, code));
        Assert.DoesNotContain("SubmitUnmask", Calls(line));
        Assert.Empty(Openings());

        // The coordinator's operator reads it too, and the other three open the round.
        _othersMayAnswer.SetResult();
        var end = await _coordinator.UntilAsync(job, JobPhase.Completed);
        var holder = end.Rounds[0].Holders.Single(entry => entry.Site == "hospital-a");
        Assert.Equal(HolderOutcome.Refused, holder.Outcome);
        Assert.StartsWith(code, holder.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Survivors_OtherOnesAfterTheAnswerWasRecorded_GetNoAnswer()
    {
        var job = await SubmitAsync();
        var asked = 0;
        var line = new Interference
        {
            // The answer to the true survivors never gets through; asked again, the site is shown fewer.
            Down = ["SubmitUnmask"],
            ForgeStream = { ["GetSurvivors"] = messages => ++asked == 1 ? messages : messages.Skip(1) },
        };
        Start(line);

        await Eventually.HoldsAsync(() => Journal().Any(entry => entry.Outcome == "not-opened"));

        Assert.StartsWith("unmask.second", Journal().Single(entry => entry.Outcome == "not-opened").Reason, StringComparison.Ordinal);
        Assert.Single(Openings());
        _othersMayAnswer.SetResult();
        await _coordinator.UntilAsync(job, JobPhase.Completed);
    }

    [Fact]
    public async Task Daemon_EndedBetweenTheRecordOfItsAnswerAndTheAnswer_GivesTheSameOneAfterwards()
    {
        var job = await SubmitAsync();
        var first = Start(new Interference { Down = ["SubmitUnmask"] });
        await Eventually.HoldsAsync(() => Openings().Length == 1);
        await first.StopAsync();
        var recorded = Openings();

        _daemons.Add(new RunningDaemon(Own, new ConstantTrainer(), new Interference()));
        await _coordinator.UntilAsync(job, now => now.Rounds[0].Holders.Any(holder => holder is { Site: "hospital-a", Outcome: HolderOutcome.Answered }));

        Assert.Equal(recorded, Openings());
        _othersMayAnswer.SetResult();
        await _coordinator.UntilAsync(job, JobPhase.Completed);
    }

    [Fact]
    public async Task Opening_OfAPlanThatTheSiteHasNotAccepted_IsRefused()
    {
        await SubmitAsync();
        var line = new Interference { Forge = { ["PollWork"] = message => Offered(message, offer => offer.Unmask = true) } };
        var daemon = Start(line);

        await Eventually.HoldsAsync(() => Logged(daemon, "unmask.not-accepted"));

        Assert.DoesNotContain("GetSurvivors", Calls(line));
    }

    [Theory]
    [InlineData("no-encryption", "policy.protection")]
    [InlineData("both", "plan.protection")]
    [InlineData("k", "policy.bucket")]
    [InlineData("k-of-one", "plan.encryption")]
    [InlineData("minority", "plan.encryption")]
    [InlineData("ring", "plan.encryption")]
    [InlineData("bits", "plan.encryption")]
    [InlineData("noise", "plan.encryption")]
    [InlineData("roster", "plan.encryption")]
    [InlineData("stranger", "plan.encryption")]
    [InlineData("others-key", "plan.encryption")]
    [InlineData("own-key", "plan.own-key")]
    public async Task Plan_ThatProtectsTooLittle_IsRefusedAndNothingIsTrained(string fraud, string code)
    {
        await SubmitAsync();
        var trainer = new ConstantTrainer();
        var line = new Interference
        {
            Forge = { ["PollWork"] = message => Offered(message, offer => Change(offer, plan => Weaken(plan, fraud))) },
        };
        var daemon = Start(line, trainer);

        await Eventually.HoldsAsync(() => Logged(daemon, code));

        Assert.Equal(0, trainer.Trained);
        Assert.DoesNotContain("OfferUpdate", Calls(line));
    }

    [Fact]
    public async Task Policy_RosterPin_KeepsOutWhoIsNotOnIt()
    {
        using var certificate = Configuration.ClientIdentity.LoadCertificate(Own.Directory);
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        await File.WriteAllTextAsync(Own.Directory.PolicyFile, $$"""{ "allowNonPrivate": true, "roster": ["{{fingerprint}}"] }""", TestContext.Current.CancellationToken);
        var job = await SubmitAsync();
        _othersMayAnswer.SetResult();
        Start(new Interference());

        var end = await _coordinator.UntilAsync(job, JobPhase.Completed);

        var record = end.Rounds[0].Sites.Single(site => site.Site == "hospital-a");
        Assert.Equal(SiteOutcome.Refused, record.Outcome);
        Assert.StartsWith("policy.roster: hospital-b", record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_MembershipRank_EndsTheSitesPartInTheJob()
    {
        await File.WriteAllTextAsync(Own.Directory.PolicyFile, """{ "allowNonPrivate": true, "maximumMembershipRank": 1 }""", TestContext.Current.CancellationToken);
        var job = await SubmitAsync(rounds: 2);
        _othersMayAnswer.SetResult();
        Start(new Interference());

        var end = await _coordinator.UntilAsync(job, JobPhase.Completed);

        Assert.Equal(SiteOutcome.Reported, end.Rounds[0].Sites.Single(site => site.Site == "hospital-a").Outcome);
        // It need not have been among the three whose answers were needed; then nothing has been learned of it yet.
        var second = end.Rounds[1].Sites.Single(site => site.Site == "hospital-a");
        Assert.True(Openings().Length == 0 || second.Reason.StartsWith("policy.membership-rank", StringComparison.Ordinal), second.Reason);
    }

    [Fact]
    public async Task Attempt_AfterOneThatCameToNothing_IsTrainedAnewAndEncryptedUnderAnotherPlan()
    {
        var job = await SubmitAsync();
        var trainer = new ConstantTrainer();
        Start(new Interference(), trainer);
        await _coordinator.UntilAsync(job, now => now.Job.Phase == JobPhase.Unmasking);

        await _coordinator.AdvanceUntilAsync(job, TimeSpan.FromSeconds(20), now => now.Job.Phase != JobPhase.Unmasking);
        _othersMayAnswer.SetResult();
        // Past the pause before the next attempt; from then on time stands still, and nobody can be late.
        _coordinator.Time.Advance(TimeSpan.FromMinutes(2));
        await _coordinator.UntilAsync(job, JobPhase.Completed);

        Assert.Equal(2, trainer.Trained);
        Assert.Equal(2, Journal().Where(entry => entry.Outcome == "trained").Select(entry => entry.Plan).Distinct().Count());
    }

    private static string[] Calls(Interference line)
    {
        lock (line.Calls)
        {
            return [.. line.Calls];
        }
    }

    private static byte[] Offered(byte[] message, Action<Offer> change)
    {
        var response = PollWorkResponse.Parser.ParseFrom(message);
        if (response.Offer is { } offer)
        {
            change(offer);
        }

        return response.ToByteArray();
    }

    private static void Change(Offer offer, Action<Plan> change)
    {
        var plan = Plan.Parser.ParseFrom(offer.Plan);
        change(plan);
        offer.Plan = plan.ToByteString();
        offer.Ref.PlanDigest = ByteString.CopyFrom(SHA256.HashData(offer.Plan.Span));
    }

    private void Weaken(Plan plan, string fraud)
    {
        var encryption = plan.Encryption;
        switch (fraud)
        {
            case "no-encryption":
                (plan.Protection, plan.Encryption) = (Protection.Plain, null);
                break;
            case "both":
                plan.Protection = Protection.Plain;
                break;
            case "k":
                encryption.BucketSize = 2;
                break;
            case "k-of-one":
                encryption.BucketSize = 1;
                break;
            case "minority":
                encryption.Threshold = 2;
                break;
            case "ring":
                encryption.Ring = "n1024-q27";
                break;
            case "bits":
                encryption.Bits = 40;
                break;
            case "noise":
                encryption.DroppedBits = 12;
                break;
            case "roster":
                encryption.Roster.RemoveAt(3);
                break;
            case "stranger":
                // A certificate of the coordinator's own making, by an authority that the site does not know.
                using (var other = CertificateAuthority.Create("other", TimeProvider.System))
                using (var key = SiteKey.Create())
                using (var certificate = other.IssueSite(key.CreateSigningRequest("hospital-b"), "hospital-b", TimeSpan.FromDays(1)))
                using (var share = EnvelopeKey.Create(SecureRandomSource.Instance))
                {
                    encryption.Roster[1].Certificate = ByteString.CopyFrom(certificate.RawData);
                    encryption.Roster[1].EnvelopeKey = ShareKey.Show(share, key, "hospital-b");
                }

                break;
            case "others-key":
                using (var share = EnvelopeKey.Create(SecureRandomSource.Instance))
                {
                    encryption.Roster[1].EnvelopeKey.Key = ByteString.CopyFrom(share.PublicKey.ToArray());
                }

                break;
            default:
                // Signed by the site itself, as it once was, and no longer its key.
                using (var share = EnvelopeKey.Create(SecureRandomSource.Instance))
                using (var key = SiteKey.FromPem(File.ReadAllText(Own.Directory.KeyFile)))
                {
                    encryption.Roster[0].EnvelopeKey = ShareKey.Show(share, key, "hospital-a");
                }

                break;
        }
    }

    private Task<string> SubmitAsync(int rounds = 1, double validation = 0) =>
        _coordinator.SubmitAsync(JobText.Encrypted(sites: 4, minimumReports: 3, rounds: rounds, validation: validation));

    /// <summary>Starts hospital-a behind its line, and the others, whose answers as share holders wait until they may.</summary>
    private RunningDaemon Start(Interference line, ConstantTrainer? trainer = null)
    {
        foreach (var site in _sites.Skip(1))
        {
            _daemons.Add(new RunningDaemon(site, new ConstantTrainer(), new Interference { Gates = { ["SubmitUnmask"] = _othersMayAnswer.Task } }));
        }

        var own = new RunningDaemon(Own, trainer ?? new ConstantTrainer(), line);
        _daemons.Add(own);
        return own;
    }

    private List<JournalEntry> Journal() => [.. Client.Work.Journal.Read(Own.Directory)];

    private string[] Openings()
    {
        if (!File.Exists(Own.Directory.OpeningsFile))
        {
            return [];
        }

        using var file = new StreamReader(new FileStream(Own.Directory.OpeningsFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool Logged(RunningDaemon daemon, string text)
    {
        lock (daemon.Log)
        {
            return daemon.Log.Exists(line => line.Contains(text, StringComparison.Ordinal));
        }
    }
}
