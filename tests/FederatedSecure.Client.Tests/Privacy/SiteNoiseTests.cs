using FederatedSecure.Client.Policy;
using FederatedSecure.Client.Privacy;
using FederatedSecure.Client.Tests.Support;
using FederatedSecure.Client.Work;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Client.Tests.Privacy;

/// <summary>What a site makes of plans with noise in shares.</summary>
public sealed class SiteNoiseTests : IDisposable
{
    private readonly NoisyPlan _plans = new();
    private readonly SiteFolder _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void Plan_OfAnHonestCoordinator_IsUnderstood()
    {
        var noise = _plans.Read().Secure!.Noise!;

        Assert.Equal((3, 8, 2), (noise.Shares, noise.Terms.Epsilon, noise.Terms.BudgetedRounds));
        Assert.InRange(noise.Epsilon(2), 7.9, 8);
    }

    public static TheoryData<string, Action<Plan>> Lies => new()
    {
        { "do not fit into 16 bits", plan => plan.Encryption.SiteNoise.Granularity /= 2 },
        { "do not fit into 16 bits", plan => plan.Encryption.Range = plan.Encryption.ClipNorm = 2 },
        { "not the 8 that is promised", plan => plan.Encryption.SiteNoise.Deviation /= 1.05 },
        { "not the 8 that is promised", plan => plan.Encryption.SiteNoise.BudgetedRounds = 3 },
        { "not the 8 that is promised", plan => plan.Encryption.SiteNoise.Colluding = 1 },
        { "not the 8 that is promised", plan => plan.Encryption.SiteNoise.Delta = 1e-9 },
        { "not the 4 that is promised", plan => plan.Encryption.SiteNoise.Epsilon = 4 },
        { "no promise", plan => plan.Encryption.SiteNoise.Epsilon = double.NaN },
        { "assumed to collude", plan => plan.Encryption.SiteNoise.Colluding = 3 },
        { "out of range", plan => plan.Encryption.SiteNoise.Colluding = uint.MaxValue },
        { "out of range", plan => plan.Encryption.SiteNoise.BudgetedRounds = uint.MaxValue },
        { "does not know", plan => plan.Encryption.SiteNoise.Mechanism = NoiseMechanism.Unspecified },
        { "does not know", plan => plan.Encryption.SiteNoise.Mechanism = (NoiseMechanism)99 },
        { "β lies", plan => plan.Encryption.SiteNoise.Beta = -1 },
        { "largest weight must be 1", plan => plan.Encryption.MaximumWeight = 2 },
        { "where no update travels", plan => plan.Task = TaskKind.Evaluate },
        { "positive", plan => plan.Encryption.SiteNoise = new SiteNoise { Mechanism = NoiseMechanism.Skellam } },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void Plan_WhoseNoiseIsNotWhatItSays_IsRefused(string expected, Action<Plan> lie)
    {
        var refusal = Assert.Throws<PlanException>(() => _plans.Read(lie));

        Assert.Equal("plan.encryption", refusal.Code);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_APlanWithOtherNoiseThanTheJobBeganWith_IsRefused()
    {
        using var journal = new Journal(_site.Directory);
        journal.Append(Entry(_plans.Read(), "accepted"));

        Assert.Null(SiteNoiseCheck.Check(_plans.Read(), journal));
        Assert.Equal("plan.site-noise", SiteNoiseCheck.Check(_plans.Read(plan => plan.Encryption.SiteNoise = null), journal)?.Code);
        Assert.Equal("plan.site-noise", SiteNoiseCheck.Check(_plans.Read(plan => plan.Encryption.SiteNoise.BudgetedRounds = 1), journal)?.Code);
        // Another job is another promise.
        Assert.Null(SiteNoiseCheck.Check(_plans.Read(plan => (plan.JobId, plan.Encryption.SiteNoise) = ("j-other", null)), journal));
    }

    [Fact]
    public void Check_MoreRoundsThanThePromiseWasMadeFor_AreRefusedAlsoAfterARestart()
    {
        using (var journal = new Journal(_site.Directory))
        {
            foreach (var round in (uint[])[1, 2])
            {
                var plan = _plans.Read(plan => plan.Round = round);
                Assert.Null(SiteNoiseCheck.Check(plan, journal));
                journal.Append(Entry(plan, "accepted"));
                journal.Append(Entry(plan, "trained"));
            }
        }

        using var again = new Journal(_site.Directory);
        Assert.Equal("privacy.site-noise", SiteNoiseCheck.Check(_plans.Read(plan => plan.Round = 3), again)?.Code);
    }

    [Fact]
    public void Spending_OfTheWholeSite_IsToldByJob()
    {
        using (var journal = new Journal(_site.Directory))
        {
            var plan = _plans.Read(plan => plan.Round = 1);
            journal.Append(Entry(plan, "accepted"));
            journal.Append(Entry(plan, "trained"));
            journal.Append(Entry(plan, "committed"));
            // No update left the site.
            journal.Append(Entry(_plans.Read(plan => plan.Round = 2), "accepted"));
            journal.Append(Entry(_plans.Read(plan => (plan.JobId, plan.Encryption.SiteNoise) = ("j-other", null)), "accepted"));
        }

        var job = Assert.Single(SiteLevelSpending.Of(Journal.Read(_site.Directory)));

        Assert.Equal(("test", 1), (job.Name, job.Rounds));
        Assert.Equal(_plans.Read().Secure!.Noise!.Epsilon(1), job.Epsilon);
        Assert.InRange(job.Epsilon, 4, 7);
    }

    [Theory]
    [InlineData(8.0, false, null)]
    [InlineData(7.9, false, "promises an ε of 8")]
    [InlineData(100.0, true, "add no noise in shares")]
    public void Policy_MaximumSiteEpsilon_IsAskedOfTheJob(double most, bool isQuiet, string? reason)
    {
        var plan = _plans.Read(plan => plan.Encryption.SiteNoise = isQuiet ? null : plan.Encryption.SiteNoise);
        File.WriteAllText(_site.Directory.PolicyFile, FormattableString.Invariant($"{{ \"allowNonPrivate\": true, \"maximumSiteEpsilon\": {most} }}"));

        var refusal = PolicyCheck.Check(PolicyFile.Read(_site.Directory.PolicyFile), plan, ["digits"], 0, 0, new TimeOnly(12, 0));

        Assert.Equal(reason is null ? null : "policy.site-noise", refusal?.Code);
        Assert.Contains(reason ?? "", refusal?.Reason ?? "", StringComparison.Ordinal);
    }

    private static JournalEntry Entry(WorkPlan plan, string outcome) => new(
        DateTimeOffset.UnixEpoch,
        plan.Ref.JobId,
        plan.JobName,
        plan.Ref.Round,
        plan.Ref.Attempt,
        plan.Digest.ToString(),
        plan.Kind,
        outcome,
        SiteNoise: outcome == "accepted" ? SiteNoiseEntry.Of(plan.Secure!.Noise) : null);
}
