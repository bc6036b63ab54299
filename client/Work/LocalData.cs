using FederatedSecure.Client.Configuration;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Client.Work;

/// <summary>The site's data as a plan uses them: split, and standardized by the training split. Kept from round to round.</summary>
internal sealed class LocalData(ClientDirectory directory)
{
    private (string Key, DataSet Training, DataSet Validation)? _kept;

    /// <summary>The training and validation data of a plan.</summary>
    /// <exception cref="DataException">They cannot be read.</exception>
    public (DataSet Training, DataSet Validation) Get(WorkPlan plan, DataSource source)
    {
        var key = string.Join('|', plan.DataSet, source, Stamp(source), plan.ValidationFraction, plan.SplitSeed);
        if (_kept is { } kept && kept.Key == key)
        {
            return (kept.Training, kept.Validation);
        }

        var (training, validation) = DataSplit.Split(DataReader.Read(source, directory.Root), plan.ValidationFraction, plan.SplitSeed);
        var standardization = Standardization.Fit(training);
        (training, validation) = (standardization.Apply(training), standardization.Apply(validation));
        _kept = (key, training, validation);
        return (training, validation);
    }

    private long Stamp(DataSource source)
    {
        var path = Path.GetFullPath(source.Path, Path.GetFullPath(directory.Root));
        return Directory.Exists(path) ? Directory.GetLastWriteTimeUtc(path).Ticks : File.GetLastWriteTimeUtc(path).Ticks;
    }
}
