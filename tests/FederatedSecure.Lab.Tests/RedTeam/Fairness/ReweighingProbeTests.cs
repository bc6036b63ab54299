using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Fairness;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Fairness;

public class ReweighingProbeTests
{
    /// <summary>
    /// Labels that follow merit, group and luck, of which the first two are features: with weights, the group has nothing to say any more. Where
    /// labels were certain from the features, weights would change little.
    /// </summary>
    [Fact]
    public void Run_LabelsFavourOneGroup_WeightsBringParityBack()
    {
        var (spec, weights) = Networks.Linear([[0, 0], [0, 0]], [0, 0]);
        var subject = Subjects.Of(spec, weights, Biased(600, seed: 2)) with { Training = Biased(1_200, seed: 1) };

        var measurements = new ReweighingProbe().Run(Subjects.Quick(subject)).Measurements;

        double Parity(string how) => measurements.Single(
            m => m.Id == "fairness.reweighing.statistical-parity-difference" && m.Setting.EndsWith(how, StringComparison.Ordinal)).Value;
        Assert.True(Parity(", without") < -0.4, $"{Parity(", without")}");
        Assert.True(Math.Abs(Parity(", with")) < 0.15, $"{Parity(", with")}");
    }

    [Fact]
    public void NotApplicable_NothingToTrainOn_SaysWhatIsMissing()
    {
        var subject = Subjects.SignModel(Subjects.Table([1], [0], ["f"]));

        Assert.Contains("no training records", new ReweighingProbe().NotApplicable(subject), StringComparison.Ordinal);
        Assert.Contains("black box", new ReweighingProbe().NotApplicable(subject with { Spec = null }), StringComparison.Ordinal);
    }

    private static DataSet Biased(int count, ulong seed)
    {
        var random = new SeededRandomSource(seed);
        var (features, labels, groups) = (new float[2 * count], new int[count], new string[count]);
        for (var i = 0; i < count; i++)
        {
            var (merit, isMan) = (random.NextGaussian(), i % 2 == 0);
            (features[2 * i], features[(2 * i) + 1]) = ((float)merit, isMan ? 1 : -1);
            labels[i] = merit + (isMan ? 1 : -1) + (2 * random.NextGaussian()) > 0 ? 0 : 1;
            groups[i] = isMan ? "m" : "f";
        }

        return new DataSet(features, [2], labels, ["good", "bad"], [], ImmutableDictionary<string, string[]>.Empty.Add("sex", groups));
    }
}
