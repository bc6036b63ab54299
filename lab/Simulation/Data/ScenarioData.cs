using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Simulation.Data;

/// <summary>The records of a scenario.</summary>
/// <param name="Training">Dealt out to sites.</param>
/// <param name="Test">Seen by nobody.</param>
internal sealed record ScenarioData(DataSet Training, DataSet Test)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data");

    /// <summary>Reads or makes them. What is random in them follows from a constant, so that all seeds of a scenario share the records.</summary>
    /// <exception cref="DataException">A file is missing or cannot be read.</exception>
    public static ScenarioData Load(DataSpec spec) => spec.Name switch
    {
        "mnist" => Pictures(spec, data => data),
        "digits8" => Pictures(spec, data => Downscale.To(data, 8)),
        "spambase" => Table(spec, "spambase"),
        "german-credit" => Table(spec, "german_credit"),
        "blobs" => Split(Blobs.Make(spec), spec.TestFraction),
        _ => throw new ArgumentException($"There is no data set \"{spec.Name}\".", nameof(spec)),
    };

    private static ScenarioData Pictures(DataSpec spec, Func<DataSet, DataSet> change)
    {
        DataSet Read(string part) => change(DataReader.Read(
            new DataSource("idx", $"{part}-images-idx3-ubyte.gz", Labels: $"{part}-labels-idx1-ubyte.gz"), Path.Combine(Folder, "mnist")));
        var (training, test) = (Read("train"), Read("t10k"));
        return spec.Normalize ? Normalized(training, test) : new ScenarioData(training, test);
    }

    /// <summary>One mean and one deviation for all pixels, those of the training records.</summary>
    private static ScenarioData Normalized(DataSet training, DataSet test)
    {
        var mean = training.Features.Average(value => (double)value);
        var deviation = Math.Sqrt(training.Features.Average(value => (value - mean) * (value - mean)));
        DataSet Apply(DataSet data) => data with { Features = Array.ConvertAll(data.Features, value => (float)((value - mean) / deviation)) };
        return new ScenarioData(Apply(training), Apply(test));
    }

    /// <summary>Standardized by the statistics of all training records: a real site has only its own.</summary>
    private static ScenarioData Table(DataSpec spec, string name)
    {
        var all = DataReader.Read(new DataSource("csv", $"{name}.csv.gz", Schema: $"{name}.schema.json"), Folder);
        var (training, test) = Split(all, spec.TestFraction);
        var standardization = Standardization.Fit(training);
        return new ScenarioData(standardization.Apply(training), standardization.Apply(test));
    }

    private static ScenarioData Split(DataSet all, double testFraction)
    {
        var (training, test) = DataSplit.Split(all, testFraction, seed: 1);
        return new ScenarioData(training, test);
    }
}
