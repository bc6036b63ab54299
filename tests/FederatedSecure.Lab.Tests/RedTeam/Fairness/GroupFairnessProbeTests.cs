using FederatedSecure.Lab.RedTeam.Fairness;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.Tests.RedTeam.Fairness;

public class GroupFairnessProbeTests
{
    /// <summary>Women: 20 of 50 selected, of the 30 that deserve it 18. Men: 40 of 50, of the 40 that deserve it 36. By hand.</summary>
    private static readonly ProbeSubject Unfair = Subjects.SignModel(Of(("f", 18, 2, 18, 12), ("m", 36, 4, 6, 4)));

    [Theory]
    [InlineData("disparate-impact", 0.5)]
    [InlineData("parity-ratio", 0.5)]
    [InlineData("statistical-parity-difference", -0.4)]
    [InlineData("equal-opportunity-difference", -0.3)]
    [InlineData("equalized-odds-difference", 0.3)]
    public void Run_KnownTable_GivesTheDefinitionsWithIntervalsAroundThem(string figure, double expected)
    {
        var measured = Assert.Single(new GroupFairnessProbe().Run(Subjects.Quick(Unfair)).Measurements, m => m.Id == $"fairness.groups.{figure}");

        Assert.Equal("sex: f against m, good", measured.Setting);
        Assert.Equal(expected, measured.Value, 1e-12);
        Assert.InRange(measured.Value, measured.Lower, measured.Upper);
        Assert.True(measured.Upper - measured.Lower > 0.05);
    }

    [Fact]
    public void Run_SameSeed_GivesTheSameFigures() => Assert.Equal(
        new GroupFairnessProbe().Run(Subjects.Quick(Unfair)).Measurements, new GroupFairnessProbe().Run(Subjects.Quick(Unfair)).Measurements);

    [Fact]
    public void Run_GroupTooSmall_SaysSoInsteadOfANumber()
    {
        var subject = Subjects.SignModel(Of(("f", 3, 1, 2, 1), ("m", 36, 4, 6, 4)));

        var measurements = new GroupFairnessProbe().Run(Subjects.Quick(subject)).Measurements;

        Assert.DoesNotContain(measurements, m => m.Id == "fairness.groups.disparate-impact" && m.Problem is null);
        Assert.Contains(measurements, m => m.Problem is { } problem && problem.Contains("7 records", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_NobodyDeservesIt_IsUndefinedAndNotFair()
    {
        var subject = Subjects.SignModel(Of(("f", 0, 20, 20, 0), ("m", 20, 10, 10, 10)));

        var measured = new GroupFairnessProbe().Run(Subjects.Quick(subject)).Measurements.Single(m => m.Id == "fairness.groups.equal-opportunity-difference");

        Assert.NotNull(measured.Problem);
        Assert.True(double.IsNaN(measured.Value));
    }

    [Fact]
    public void Run_ConstantModel_HasParity()
    {
        var subject = Subjects.SignModel(Of(("f", 20, 20, 0, 0), ("m", 20, 20, 0, 0)));

        var measurements = new GroupFairnessProbe().Run(Subjects.Quick(subject)).Measurements;

        Assert.Equal(1, measurements.Single(m => m.Id == "fairness.groups.disparate-impact").Value, 1e-12);
    }

    [Fact]
    public void NotApplicable_NoProtectedColumn_SaysWhatToDo()
    {
        var data = Subjects.Table([1], [0], ["f"]);

        Assert.Contains("schema", new GroupFairnessProbe().NotApplicable(Subjects.SignModel(data with { Protected = data.Protected.Clear() })), StringComparison.Ordinal);
        Assert.Null(new GroupFairnessProbe().NotApplicable(Subjects.SignModel(data)));
    }

    /// <summary>NaN weights: no decision is made, so none is fair.</summary>
    [Fact]
    public void Run_OutputsAreNotFinite_Fails()
    {
        var (spec, weights) = Support.Networks.Linear([[float.NaN], [-1]], [0, 0]);

        var subject = Subjects.Of(spec, weights, Of(("f", 20, 20, 0, 0), ("m", 20, 20, 0, 0)));

        Assert.Contains("not finite", Assert.Throws<NotFiniteNumberException>(() => new GroupFairnessProbe().Run(Subjects.Quick(subject))).Message, StringComparison.Ordinal);
    }

    /// <summary>A table by counts: label 0 is "good", which the sign model says for positive features.</summary>
    private static Learning.Data.DataSet Of(params (string Group, int TruePositives, int FalsePositives, int TrueNegatives, int FalseNegatives)[] groups)
    {
        var (features, labels, members) = (new List<float>(), new List<int>(), new List<string>());
        foreach (var (group, tp, fp, tn, fn) in groups)
        {
            foreach (var (count, feature, label) in new[] { (tp, 1f, 0), (fp, 1f, 1), (tn, -1f, 1), (fn, -1f, 0) })
            {
                features.AddRange(Enumerable.Repeat(feature, count));
                labels.AddRange(Enumerable.Repeat(label, count));
                members.AddRange(Enumerable.Repeat(group, count));
            }
        }

        return Subjects.Table([.. features], [.. labels], [.. members]);
    }
}
