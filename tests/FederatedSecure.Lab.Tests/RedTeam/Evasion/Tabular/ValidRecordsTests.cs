using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Ensemble;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.Probing;
using FederatedSecure.Lab.RedTeam.Evasion.ScoreBased;
using FederatedSecure.Lab.RedTeam.Evasion.Tabular;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion.Tabular;

public class ValidRecordsTests
{
    private const int Records = 40;

    [Theory]
    [InlineData(nameof(Norm.Linf), 0.5)]
    [InlineData(nameof(Norm.Linf), 2.5)]
    [InlineData(nameof(Norm.L2), 2.5)]
    public void Attack_CreditUnderConstraints_BreaksByValidRecordsInTheBallOnlyAndLessThanWithout(string name, double epsilon)
    {
        var data = Data();
        using var target = Credit.Open();
        var terms = Credit.Terms(epsilon) with { Norm = Enum.Parse<Norm>(name) };
        var run = new EvasionRun(target, data);
        IEvasionAttack[] attacks = [new Fgsm(), Pgd.For(terms.Norm), new Apgd { Steps = 20 }, new Apgd { Loss = ApgdLoss.TargetedLogitsRatio, Steps = 20 }, new Fab { IsTargeted = true, Steps = 10 }, new Square { Queries = 100, RescalesSchedule = true }];
        foreach (var attack in attacks)
        {
            var free = run.Attack(attack, terms with { Constraints = null });
            var valid = run.Attack(ValidRecords.Of(attack, terms.Constraints), terms);

            Assert.Empty(valid.Problems);
            Assert.True(valid.Robust >= free.Robust, $"{attack.Name}: {valid.Robust} against {free.Robust}");
            RequireValid(data, valid, terms);
        }
    }

    [Fact]
    public void Attack_EnsembleUnderConstraints_IsNeverBetterThanAMemberOrAnAttackForTables()
    {
        var data = Data();
        using var target = Credit.Open();
        var terms = Credit.Terms(2.5);
        var members = AutoAttack.Standard(Norm.Linf, steps: 20, queries: 100);

        var outcome = new AutoAttack(target, data) { Members = members }.Attack(terms);

        Assert.Empty(outcome.Combined.Problems);
        Assert.Empty(outcome.Flags);
        RequireValid(data, outcome.Combined, terms);
        foreach (var member in members.Select(member => ValidRecords.Of(member, terms.Constraints)).Append(new ConstrainedPgd()))
        {
            var alone = new EvasionRun(target, data).Attack(member, terms);
            Assert.True(outcome.Combined.Robust <= alone.Robust, $"{member.Name}: {outcome.Combined.Robust} against {alone.Robust}");
        }
    }

    [Fact]
    public void Attack_AffineModel_BreaksExactlyWhatSomeValidRecordBreaks()
    {
        // Whole numbers from 0 to 3, a group of three, a whole number that cannot be changed: all valid records can be tried.
        FeatureConstraints constraints = new([0, 0, 0, 0, 0], [3, 1, 1, 1, 2], [1, 0, 0, 0, 1], [[1, 2, 3]], [4]);
        var model = new AffineModel(features: 5, classes: 2, seed: 8);
        var random = new SeededRandomSource(2);
        float[][] records = [.. Enumerable.Range(0, 60).Select(_ => Row(random.NextInt32(4), random.NextInt32(3), random.NextInt32(3)))];
        var data = new DataSet([.. records.SelectMany(record => record)], [5], Array.ConvertAll(records, record => model.Class(record)), ["a", "b"], [], ImmutableDictionary<string, string[]>.Empty);
        using var target = model.Open();

        var outcome = new AutoAttack(target, data) { Members = [new Apgd { Steps = 20 }] }
            .Attack(new EvasionTerms(Norm.Linf, 1, Seed: 1) { Lower = 0, Upper = 3, Constraints = constraints }).Combined;

        Assert.Empty(outcome.Problems);
        for (var i = 0; i < records.Length; i++)
        {
            var others = from whole in Enumerable.Range(0, 4)
                         from hot in Enumerable.Range(0, 3)
                         where Math.Abs(whole - records[i][0]) <= 1
                         select Row(whole, hot, (int)records[i][4]);
            Assert.Equal(others.Any(other => model.Class(other) != data.Labels[i]), outcome.States[i] == RecordState.Broken);
        }

        static float[] Row(int whole, int hot, int still) => [whole, hot == 0 ? 1 : 0, hot == 1 ? 1 : 0, hot == 2 ? 1 : 0, still];
    }

    [Fact]
    public void Attack_ReturnsWhatIsNoValidRecord_IsAProblemAndNoSuccess()
    {
        using var target = Credit.Open();

        var outcome = new EvasionRun(target, Data()).Attack(new Fgsm(), Credit.Terms(0.5));

        Assert.Equal(0, outcome.Broken + outcome.Robust);
        Assert.Contains("not valid", outcome.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ProbesByGradientOnCredit_SayThatOnlyValidRecordsCount()
    {
        var subject = new ProbeSubject(Credit.Open, Data()) { Spec = Credit.Network, Weights = Credit.Weights, Constraints = Credit.Constraints };
        var context = new ProbeContext(subject, ProbeCost.Quick, 1, new Progress<double>(), CancellationToken.None);
        foreach (var probe in new Probe[] { new FewStepsProbe(), new PgdProbe(Norm.Linf), new PgdProbe(Norm.L1), EvasionProbes.All.Single(probe => probe.Id == "evasion.deepfool") })
        {
            var result = probe.Run(context);

            Assert.All(result.Measurements, one => Assert.Contains("valid records only", one.Setting, StringComparison.Ordinal));
            Assert.All(result.Measurements.Where(one => one.Id.EndsWith("accuracy", StringComparison.Ordinal)), one => Assert.Null(one.Problem));
            Assert.Contains(result.Notes, note => note.StartsWith("Only valid records", StringComparison.Ordinal));
        }
    }

    private static DataSet Data() => Credit.Standardization.Apply(Credit.Raw).Select([.. Enumerable.Range(0, Records)]);

    private static void RequireValid(DataSet data, EvasionOutcome outcome, EvasionTerms terms)
    {
        using var target = Credit.Open();
        var decided = new PointTarget(target).Decide(outcome.Adversarial);
        foreach (var i in Enumerable.Range(0, data.Count).Where(i => outcome.States[i] == RecordState.Broken))
        {
            var clean = data.Features.AsSpan(i * 60, 60);
            var found = outcome.Adversarial.AsSpan(i * 60, 60);
            Credit.RequireValid(clean, found);
            Assert.InRange(Distance.Between(clean, found, terms.Norm), 0, terms.Epsilon * 1.00001);
            Assert.NotEqual(data.Labels[i], decided[i]);
        }
    }
}
