using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Runs;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Runs;

public class SubjectFitnessTests
{
    /// <summary>Subjects on which every attack would seem to fail, and a word of the reason.</summary>
    public static TheoryData<string, string> Unfit => new()
    {
        { "constant", "answers class 0" }, { "not finite", "not finite for 40 of 40" }, { "one class", "all test records are of one class, even" },
        { "few", "there are 19 test records" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public void Problem_UnfitSubject_IsSaid(string what, string words) => Assert.Contains(words, SubjectFitness.Problem(Create(what)), StringComparison.Ordinal);

    [Fact]
    public void Problem_GoodModel_IsNone() => Assert.Null(SubjectFitness.Problem(SmallSubject.Create()));

    [Theory]
    [MemberData(nameof(Unfit))]
    public void Run_UnfitSubject_AttacksAreInvalidNotRobust(string what, string words)
    {
        using var folder = new TemporaryFolder();
        var attack = FakeProbe.Finding("evasion.a", Measurement.Part("evasion.a.accuracy", 40, 40));

        var report = new SuiteRun(SmallSubject.Inputs(subject: Create(what)), [attack], folder.Path, 1, TimeProvider.System)
            .Run(new SilentDisplay(), TestContext.Current.CancellationToken).Report;

        Assert.Equal(0, attack.Runs);
        Assert.Equal(ProbeOutcome.Failed, report.Probes[0].Outcome);
        Assert.Contains(words, report.Probes[0].Reason, StringComparison.Ordinal);
        Assert.Equal(Verdict.Invalid, new Gate("g", [new GateRule("evasion.a.accuracy") { AtLeast = 0, IsRequired = false }]).Judge(report).Verdict);
    }

    private static ProbeSubject Create(string what) => what switch
    {
        "constant" => SmallSubject.Create(bias: [100, 0]),
        "not finite" => SmallSubject.Create(weights: [[float.MaxValue, float.MaxValue], [float.MaxValue, float.MaxValue]], bias: [float.MaxValue, float.MaxValue]),
        "one class" => SmallSubject.Create(data: SmallSubject.Records(40, classes: 1)),
        _ => SmallSubject.Create(data: SmallSubject.Records(19)),
    };
}
