using System.Collections.Immutable;
using FederatedSecure.Statistics.Distances;
using FederatedSecure.Statistics.Multiplicity;
using FederatedSecure.Statistics.Reference;

namespace FederatedSecure.Client.Prediction.Guard;

/// <summary>The last inputs that were answered, held against the reference whenever a quarter of them is new.</summary>
/// <remarks>
/// Refused inputs are not among them: a flood of nonsense neither raises the alarm nor pushes real inputs out of the window. Whoever sends
/// inputs within all bounds can do both; the log tells.
/// </remarks>
internal sealed class DriftWindow(ReferenceStatistics reference)
{
    private const double FalseDiscoveryRate = 0.01;
    private readonly Queue<float[]> _records = new();
    private int _new;

    /// <summary>The last comparison; null before the window was full once.</summary>
    public DriftReport? Report { get; private set; }

    /// <summary>Adds an input.</summary>
    public void Add(float[] record)
    {
        var window = reference.Joint.Window;
        _records.Enqueue(record);
        _new++;
        if (_records.Count > window)
        {
            _records.Dequeue();
        }

        if (_records.Count == window && _new >= Math.Max(1, window / 4))
        {
            _new = 0;
            Report = Compare([.. _records]);
        }
    }

    private DriftReport Compare(float[][] records)
    {
        var features = reference.Features.Select((feature, place) => Compare(feature, Array.ConvertAll(records, record => (double)record[place]))).ToArray();
        var adjusted = BenjaminiHochberg.Adjust(Array.ConvertAll(features, feature => feature.PValue));
        ImmutableArray<ShiftedFeature> shifted = [.. features
            .Zip(adjusted, (feature, p) => feature with { PValue = p })
            .Where(feature => feature.PValue <= FalseDiscoveryRate)
            .OrderByDescending(feature => feature.KolmogorovSmirnov)];
        return new DriftReport(
            records.Length, shifted, reference.Joint.Discrepancy(Array.ConvertAll(records, record => reference.Scaled(record))), reference.Joint.Threshold);
    }

    /// <summary>The quantiles stand for the reference's records, which makes the test cautious: it sees a shift a little later.</summary>
    private static ShiftedFeature Compare(FeatureReference feature, double[] current)
    {
        var test = KolmogorovSmirnov.Test(feature.Quantiles, current);
        double[] edges = [double.NegativeInfinity, .. feature.Edges, double.PositiveInfinity];
        return new ShiftedFeature(
            feature.Name,
            Wasserstein.Distance(feature.Quantiles, current) / (feature.Deviation > 0 ? feature.Deviation : 1),
            test.Statistic,
            test.PValue,
            PopulationStability.OfCounts(feature.Parts, Histogram.Count(current, edges)));
    }
}
