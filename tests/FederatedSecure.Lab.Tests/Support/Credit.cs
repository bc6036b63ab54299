using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Tabular;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.Support;

/// <summary>The German credit data, what its records can be, and a small network on them: made once for all tests.</summary>
internal static class Credit
{
    public static Models.ModelSpec Network { get; } = Networks.Spec(
        """{ "input": [60], "layers": [ { "type": "linear", "out": 16 }, { "type": "relu" }, { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 } ] }""");

    private static readonly Lazy<DataSet> RawSet = new(() => DataReader.Read(
        new DataSource("csv", "german_credit.csv.gz", Schema: "german_credit.schema.json"), Path.Combine(AppContext.BaseDirectory, "Data")));

    private static readonly Lazy<Standardization> Fitted = new(() => Standardization.Fit(Raw));
    private static readonly Lazy<FeatureConstraints> Read = new(() => TabularConstraints.Of(Raw, Standardization, ["Personal"]));
    private static readonly Lazy<float[]> Trained = new(() => Networks.Trained(Network, Standardization.Apply(Raw), epochs: 8));

    public static DataSet Raw => RawSet.Value;

    public static Standardization Standardization => Fitted.Value;

    /// <summary>What sex and marital status are cannot be changed.</summary>
    public static FeatureConstraints Constraints => Read.Value;

    /// <summary>About 85 % right on the data that it was trained on.</summary>
    public static float[] Weights => Trained.Value;

    public static SpecTarget Open() => new(Network, Trained.Value, CPU);

    public static EvasionTerms Terms(double epsilon) =>
        new(Norm.Linf, epsilon, Seed: 1) { Lower = Constraints.Lower.Min(), Upper = Constraints.Upper.Max(), Constraints = Constraints };

    public static RecordBatch Records(int count)
    {
        var data = Standardization.Apply(Raw);
        return new RecordBatch(data.Features[..(count * 60)], data.Labels[..count], 60);
    }

    /// <summary>Takes a record back to the units of the file and checks it there, without the code under test.</summary>
    public static void RequireValid(ReadOnlySpan<float> clean, ReadOnlySpan<float> found)
    {
        for (var feature = 0; feature < 60; feature++)
        {
            var column = Enumerable.Range(0, Raw.Count).Select(record => (double)Raw.Features[(record * 60) + feature]).ToArray();
            var mean = column.Average();
            var deviation = Math.Sqrt(column.Average(value => (value - mean) * (value - mean)));
            var value = deviation < 1e-12 ? column[0] : (found[feature] * deviation) + mean;
            var isFlag = column.Distinct().Count() <= 2 && column.All(entry => entry is 0 or 1);
            Assert.InRange(value, isFlag ? -1e-3 : column.Min() - 1e-2, isFlag ? 1.001 : column.Max() + 1e-2);
            Assert.InRange(Math.Abs(value - Math.Round(value)), 0, 0.02);
            if (Raw.FeatureNames[feature].StartsWith("Personal.", StringComparison.Ordinal))
            {
                Assert.Equal(clean[feature], found[feature]);
            }
        }

        foreach (var group in Raw.FeatureNames.Select((name, i) => (Column: name.Split('.')[0], i)).GroupBy(entry => entry.Column).Where(group => group.Count() > 1))
        {
            var ones = 0;
            foreach (var (_, feature) in group)
            {
                var column = Enumerable.Range(0, Raw.Count).Select(record => Raw.Features[(record * 60) + feature]).ToArray();
                ones += found[feature] > 0 && column.Distinct().Count() > 1 && found[feature] > Constraints.Upper[feature] - 0.01 ? 1 : 0;
            }

            Assert.Equal(1, ones);
        }
    }
}
