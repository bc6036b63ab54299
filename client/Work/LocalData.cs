using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Policy;
using FederatedSecure.Client.Sanitization;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Client.Work;

/// <summary>The site's data as a plan uses them: split, and standardized by the training split. Kept from round to round.</summary>
internal sealed class LocalData(ClientDirectory directory)
{
    private (string Key, DataSet Training, DataSet Validation)? _kept;

    /// <summary>
    /// The training and validation data of a plan. What the policy leaves out is left out of the training records only: validation has to
    /// say how the model does on the data as they are.
    /// </summary>
    /// <exception cref="DataException">They cannot be read, or the policy would leave out more of them than it allows.</exception>
    public (DataSet Training, DataSet Validation) Get(WorkPlan plan, SitePolicy policy, DataSource source)
    {
        var rules = policy.SanitizationOf(plan.DataSet)?.For(plan.Privacy is not null);
        var key = string.Join('|', plan.DataSet, source, Stamp(source), plan.ValidationFraction, plan.SplitSeed, plan.Privacy is not null, rules?.Describe());
        if (_kept is { } kept && kept.Key == key)
        {
            return (kept.Training, kept.Validation);
        }

        var data = DataReader.Read(source, directory.Root);
        var (places, held) = DataSplit.Places(data, plan.ValidationFraction, plan.SplitSeed);
        if (rules is not null)
        {
            var report = Sanitizer.Run(data, places, rules);
            report.Write(directory, plan.DataSet);
            places = report.RequireAllowed(source.Path, rules).Kept;
        }

        var (training, validation) = (data.Select(places), data.Select(held));
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
