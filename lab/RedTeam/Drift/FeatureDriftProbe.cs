using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Distances;
using FederatedSecure.Statistics.Multiplicity;

namespace FederatedSecure.Lab.RedTeam.Drift;

/// <summary>
/// How far the test records are from the training records, feature by feature: Kolmogorov-Smirnov tests under a false discovery rate of
/// 5 %, the largest Wasserstein distance in standard deviations of the reference, the largest population stability index over tenths of it.
/// </summary>
internal sealed class FeatureDriftProbe : Probe
{
    private const int FewestRecords = 30;
    private const int MostRecords = 2_000;
    private const int MostRecordsOfPictures = 400;
    private const int Bins = 10;
    private const double FalseDiscoveryRate = 0.05;

    public override string Id => "drift.features";

    public override ProbeClass Class => ProbeClass.Drift;

    public override string Title => "Drift of single features";

    public override string Reference => "Rabanser, Günnemann & Lipton, NeurIPS 2019; Benjamini & Hochberg, JRSS B 1995";

    public override ProbeCost Cost => ProbeCost.Quick;

    public override string? NotApplicable(ProbeSubject subject) => DriftProbes.NoReference(subject);

    public override ProbeResult Run(ProbeContext context)
    {
        var (reference, current) = (context.Subject.Training!, context.Subject.Test);
        if (Math.Min(reference.Count, current.Count) < FewestRecords)
        {
            return new ProbeResult([Measurement.Undefined("drift.features.shifted-part", FormattableString.Invariant(
                $"there are {reference.Count} training and {current.Count} test records, and fewer than {FewestRecords} say nothing")) with { LargerIsBetter = false }]);
        }

        var most = current.RecordLength > 100 ? MostRecordsOfPictures : MostRecords;
        var (before, now) = (Sample(reference, most, context.Seed, 0), Sample(current, most, context.Seed, 1));
        var features = current.RecordLength;
        var (pValues, statistics, distances, indices) = (new double[features], new double[features], new double[features], new double[features]);
        for (var feature = 0; feature < features; feature++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var (a, b) = (Column(before, feature), Column(now, feature));
            var test = KolmogorovSmirnov.Test(a, b);
            (statistics[feature], pValues[feature]) = (test.Statistic, test.PValue);
            (distances[feature], indices[feature]) = (Scaled(a, b), Stability(a, b));
            context.Progress.Report((feature + 1.0) / features);
        }

        var shifted = BenjaminiHochberg.Adjust(pValues).LongCount(p => p <= FalseDiscoveryRate);
        var records = before.Count + now.Count;
        return new ProbeResult(
        [
            Measurement.Exact("drift.features.shifted-part", (double)shifted / features, features) with { LargerIsBetter = false, Setting = "false discovery rate 0.05" },
            Largest("kolmogorov-smirnov", statistics, current, records),
            Largest("wasserstein", distances, current, records),
            Largest("population-stability", indices, current, records),
            Labels(reference, current),
        ])
        {
            Notes =
            [
                FormattableString.Invariant($"{shifted} of {features} features are shifted at a false discovery rate of 5 % ({before.Count} training and {now.Count} test records)."),
                "The largest figure of many features is large by chance alone: hold it against the part that is shifted.",
            ],
        };
    }

    private static Measurement Largest(string name, double[] values, DataSet data, long samples)
    {
        var at = Array.IndexOf(values, values.Max());
        var feature = data.FeatureNames.IsEmpty ? FormattableString.Invariant($"feature {at}") : data.FeatureNames[at];
        return Measurement.Exact($"drift.features.largest-{name}", values[at], samples) with { LargerIsBetter = false, Setting = feature };
    }

    private static Measurement Labels(DataSet reference, DataSet current) => (reference.Classes == current.Classes
        ? Measurement.Exact("drift.features.labels-population-stability", PopulationStability.OfCounts(Counts(reference), Counts(current)), reference.Count + current.Count)
        : Measurement.Undefined("drift.features.labels-population-stability", "training and test records have different classes")) with { LargerIsBetter = false };

    private static double[] Counts(DataSet data)
    {
        var counts = new double[data.Classes];
        foreach (var label in data.Labels)
        {
            counts[label]++;
        }

        return counts;
    }

    /// <summary>The distance in deviations of the reference; of a constant reference, in the feature's own unit.</summary>
    private static double Scaled(double[] reference, double[] current)
    {
        var mean = reference.Average();
        var deviation = Math.Sqrt(reference.Average(value => (value - mean) * (value - mean)));
        return Wasserstein.Distance(reference, current) / (deviation > 1e-12 ? deviation : 1);
    }

    private static double Stability(double[] reference, double[] current)
    {
        double[] sorted = [.. reference.Order()];
        return PopulationStability.OfSamples(reference, current, Histogram.EqualParts(sorted, Bins));
    }

    private static double[] Column(DataSet data, int feature)
    {
        var column = new double[data.Count];
        for (var record = 0; record < column.Length; record++)
        {
            column[record] = data.Features[(record * data.RecordLength) + feature];
        }

        return column;
    }

    /// <summary>At most so many records, chosen at random.</summary>
    internal static DataSet Sample(DataSet data, int most, ulong seed, ulong stream)
    {
        if (data.Count <= most)
        {
            return data;
        }

        var order = Enumerable.Range(0, data.Count).ToArray();
        new SeededRandomSource(seed, stream).Shuffle<int>(order);
        return data.Select(order.AsSpan(0, most));
    }
}
