using FederatedSecure.Lab.RedTeam.Fairness;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Tests.RedTeam.Fairness;

/// <summary>The German credit data that the lab ships, with a linear model.</summary>
public class GermanCreditTests
{
    private static readonly Lazy<ProbeSubject> Subject = new(Train);

    /// <summary>Counts of the data set's description: 310 women; 190 people up to 25, of whom 110 got credit.</summary>
    [Fact]
    public void Read_GermanCredit_HasAgeAndSexAsGroups()
    {
        var data = Read();

        Assert.Equal(310, data.Protected["sex"].Count(sex => sex == "female"));
        Assert.Equal(190, data.Protected["Age"].Count(age => age == "up to 25"));
        Assert.Equal(110, Enumerable.Range(0, 1_000).Count(i => data.Protected["Age"][i] == "up to 25" && data.Labels[i] == 0));
    }

    [Fact]
    public void GroupFairness_GermanCredit_FindsThatTheYoungAreDisfavoured()
    {
        var result = new GroupFairnessProbe().Run(Subjects.Quick(Subject.Value));

        var age = result.Measurements.Single(m => m.Id == "fairness.groups.disparate-impact" && m.Setting == "Age: up to 25 against over 25, Good");
        Assert.True(age.Value < 1, $"{age.Value}");
        Assert.Contains(result.Measurements, m => m.Setting.StartsWith("Age × sex: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Reweighing_GermanCredit_MeasuresBothModelsForBothAttributes()
    {
        var result = new ReweighingProbe().Run(Subjects.Quick(Subject.Value));

        Assert.Equal(4, result.Measurements.Count(m => m.Id == "fairness.reweighing.accuracy" && m.Value > 0.6));
        Assert.Equal(4, result.Measurements.Count(m => m.Id == "fairness.reweighing.disparate-impact" && m.Problem is null));
    }

    [Fact]
    public void Inequality_GermanCredit_LiesMostlyWithinGroups()
    {
        var measurements = new InequalityProbe().Run(Subjects.Quick(Subject.Value)).Measurements;

        double Of(string name) => measurements.Single(m => m.Id == $"fairness.inequality.{name}").Value;
        Assert.InRange(Of("between-groups-generalized-entropy"), 0, 0.2 * Of("generalized-entropy"));
        Assert.True(Of("theil-index") > 0.01);
    }

    private static ProbeSubject Train()
    {
        var (training, test) = DataSplit.Split(Read(), 0.3, seed: 1);
        var standardization = Standardization.Fit(training);
        (training, test) = (standardization.Apply(training), standardization.Apply(test));
        var spec = Networks.Linear([new float[60], new float[60]], [0, 0]).Spec;
        var weights = Networks.Trained(spec, training, epochs: 10);
        return Subjects.Of(spec, weights, test) with { Training = training };
    }

    private static DataSet Read() => DataReader.Read(
        new DataSource("csv", "german_credit.csv.gz", Schema: "german_credit.schema.json"), Path.Combine(AppContext.BaseDirectory, "Data"));
}
