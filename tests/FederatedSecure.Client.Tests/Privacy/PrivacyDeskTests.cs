using FederatedSecure.Client.Policy;
using FederatedSecure.Client.Privacy;
using FederatedSecure.Client.Tests.Support;
using FederatedSecure.Client.Work;
using FederatedSecure.Privacy;

namespace FederatedSecure.Client.Tests.Privacy;

public sealed class PrivacyDeskTests : IDisposable
{
    private const int Records = 1_000;
    private readonly SiteFolder _site = new();
    private readonly PrivacyLedger _ledger;
    private readonly PrivacyDesk _desk;

    public PrivacyDeskTests()
    {
        _ledger = PrivacyLedger.Open(_site.Directory, mustExist: false);
        _desk = new PrivacyDesk(_ledger, TimeProvider.System);
    }

    public void Dispose()
    {
        _ledger.Dispose();
        _site.Dispose();
    }

    [Fact]
    public void Spend_AllBudgetedRounds_StaysWithinWhatTheJobPromisesAndThenStops()
    {
        var plan = Plan(epsilon: 3, rounds: 4);
        var policy = Policy(10);

        for (var round = 1u; round <= 4; round++)
        {
            Assert.Null(_desk.Check(Of(plan, round), policy, Records));
            _desk.Spend(Of(plan, round), policy, Records);
        }

        // Calibrated for these four, so that little of it is left unused.
        Assert.InRange(_desk.SpentBy(plan).Epsilon, 2.9, 3.000003);
        Assert.Equal("policy.privacy-job", _desk.Check(Of(plan, 5), policy, Records)?.Code);
        Assert.Equal("policy.privacy-job", Assert.Throws<PlanException>(() => _desk.Spend(Of(plan, 5), policy, Records)).Code);
        Assert.Equal(4, _ledger.Entries.Length);
    }

    [Fact]
    public void Check_JobThatWouldExceedTheBudget_IsRefusedBeforeItsFirstRoundWithTheNumbers()
    {
        var refusal = _desk.Check(Plan(epsilon: 8, rounds: 10), Policy(5), Records);

        Assert.Equal("policy.privacy-budget", refusal?.Code);
        Assert.Contains("spent so far is 0.00", refusal!.Reason, StringComparison.Ordinal);
        Assert.Contains("allows 5.00", refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("ε = 8.0", refusal.Reason.Replace("7.99", "8.0", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("1,000", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SecondJob_CountsWhatTheFirstHasSpent()
    {
        var (first, second) = (Plan(epsilon: 3, rounds: 1, job: "j-1"), Plan(epsilon: 3, rounds: 1, job: "j-2"));
        _desk.Spend(first, Policy(3.5), Records);

        Assert.Equal("policy.privacy-budget", _desk.Check(second, Policy(3.5), Records)?.Code);
        Assert.Null(_desk.Check(second, Policy(6), Records));
        // Another data set has a budget of its own.
        Assert.Null(_desk.Check(second with { DataSet = "scans" }, Policy(3.5), Records));
    }

    [Fact]
    public void Check_AfterADeclaration_CountsIt()
    {
        var plan = Plan(epsilon: 3, rounds: 1);
        Assert.Null(_desk.Check(plan, Policy(4), Records));

        _ledger.Append(new LedgerEntry(default, plan.DataSet, "", "statistics", 0, 0, null, 0, new PrivacyBudget(2, 1e-6)));

        Assert.Equal("policy.privacy-budget", _desk.Check(plan, Policy(4), Records)?.Code);
        Assert.Null(_desk.Check(plan, Policy(5.2), Records));
    }

    [Fact]
    public void Epsilon_DeclarationsThatTakeUpDelta_IsInfinite()
    {
        LedgerEntry[] entries = [new(default, "x", "", "", 0, 0, null, 0, new PrivacyBudget(0.1, 1e-5))];

        Assert.Equal(0.1, SpentPrivacy.Epsilon(entries, 2e-5));
        Assert.Equal(double.PositiveInfinity, SpentPrivacy.Epsilon(entries, 1e-5));
    }

    [Fact]
    public void Check_DataSetWithoutABudget_IsRefused()
    {
        var policy = new SitePolicy { PrivacyBudgets = [KeyValuePair.Create("mails*", new PrivacyBudget(10, 1e-5))] };

        Assert.Equal("policy.privacy-budget", _desk.Check(Plan(1, 1), policy, Records)?.Code);
        Assert.Null(_desk.Check(Plan(1, 1) with { DataSet = "mails-2026" }, policy, Records));
    }

    [Fact]
    public void Check_FewerRecordsThanABatch_IsRefusedWithoutTellingTheirNumber()
    {
        var refusal = _desk.Check(Plan(1, 1), Policy(10), 31);

        Assert.Equal("privacy.batch", refusal?.Code);
        Assert.Contains("batches of 32", refusal!.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("31", refusal.Reason, StringComparison.Ordinal);
        // The site's own operator hears both numbers.
        Assert.Contains("has 31,", refusal.ForSite, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_EpsilonThatNoNoiseReaches_IsRefusedWithTheNumbers()
    {
        var plan = Plan(epsilon: 1e-12, rounds: 1_000_000);

        var refusal = _desk.Check(plan with { Privacy = plan.Privacy! with { Delta = 1e-300 } }, Policy(10), Records);

        Assert.Equal("privacy.unreachable", refusal?.Code);
        Assert.Contains("ε = 1E-12 at δ = 1E-300", refusal!.Reason, StringComparison.Ordinal);
        Assert.Empty(_ledger.Entries);
    }

    [Fact]
    public void Spend_GivenNoise_IsTakenAsItIs()
    {
        var plan = Plan(1, 1);
        plan = plan with { Privacy = plan.Privacy! with { Epsilon = null, NoiseMultiplier = 1.5 } };

        var spent = _desk.Spend(plan, Policy(50), Records);

        // Two passes over 1,000 records in batches of 32 on average.
        Assert.Equal(new SampledGaussian(0.032, 1.5, 2 * 32), spent);
    }

    [Fact]
    public void Spend_FewerRecords_NeedsMoreNoise()
    {
        var large = _desk.Spend(Plan(2, 1, "j-1"), Policy(50), 10_000);
        var small = _desk.Spend(Plan(2, 1, "j-2") with { DataSet = "scans" }, Policy(50), 500);

        Assert.True(small.NoiseMultiplier > large.NoiseMultiplier);
    }

    private static WorkPlan Plan(double epsilon, int rounds, string job = "j-1")
    {
        var plan = SomePlan.Good with { Privacy = new PrivacyTerms(epsilon, 1e-5, null, 1, Learning.Private.ClippingKind.Flat, 0.5, rounds) };
        plan.Ref.JobId = job;
        return plan;
    }

    private static WorkPlan Of(WorkPlan plan, uint round)
    {
        var reference = plan.Ref.Clone();
        reference.Round = round;
        return plan with { Ref = reference };
    }

    private static SitePolicy Policy(double epsilon) => new() { PrivacyBudgets = [KeyValuePair.Create("*", new PrivacyBudget(epsilon, 1e-5))] };
}
