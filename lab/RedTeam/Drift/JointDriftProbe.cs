using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Distances;

namespace FederatedSecure.Lab.RedTeam.Drift;

/// <summary>
/// How far the test records are from the training records taken whole: the maximum mean discrepancy with a permutation test. Its control is
/// the test records shifted by one deviation in every feature: where not even that is seen, a large p-value says nothing.
/// </summary>
internal sealed class JointDriftProbe : Probe
{
    private const int FewestRecords = 30;
    private const int Permutations = 199;
    private const double Significance = 0.05;

    public override string Id => "drift.mmd";

    public override ProbeClass Class => ProbeClass.Drift;

    public override string Title => "Drift of all features together";

    public override string Reference => "Gretton et al., JMLR 2012";

    public override ProbeCost Cost => ProbeCost.Quick;

    public override string? NotApplicable(ProbeSubject subject) => DriftProbes.NoReference(subject);

    public override ProbeResult Run(ProbeContext context)
    {
        var most = context.ByProfile(150, 400, 800);
        var (reference, current) = (context.Subject.Training!, context.Subject.Test);
        if (Math.Min(reference.Count, current.Count) < FewestRecords)
        {
            return new ProbeResult([Measurement.Undefined("drift.mmd.p-value", FormattableString.Invariant(
                $"there are {reference.Count} training and {current.Count} test records, and fewer than {FewestRecords} say nothing"))]);
        }

        var a = Rows(FeatureDriftProbe.Sample(reference, most, context.Seed, 2));
        var b = Rows(FeatureDriftProbe.Sample(current, most, context.Seed, 3));
        var sigma = MaximumMeanDiscrepancy.MedianDistance(a, b);
        var (estimate, pValue) = MaximumMeanDiscrepancy.Test(a, b, sigma, Permutations, new SeededRandomSource(context.Seed));
        context.Progress.Report(0.5);
        context.Cancellation.ThrowIfCancellationRequested();

        var shifted = Shifted(a, b);
        var control = MaximumMeanDiscrepancy.Test(
            a, shifted, MaximumMeanDiscrepancy.MedianDistance(a, shifted), Permutations, new SeededRandomSource(context.Seed, stream: 1)).PValue;
        context.Progress.Report(1);
        var setting = FormattableString.Invariant($"{a.Length} and {b.Length} records, {Permutations} permutations");
        return new ProbeResult(
        [
            (control <= Significance
                ? Measurement.Exact("drift.mmd.p-value", pValue, a.Length + b.Length)
                : Measurement.Undefined("drift.mmd.p-value", "a shift of one deviation in every feature is not seen either: take more records")) with { Setting = setting },
            Measurement.Exact("drift.mmd.squared-discrepancy", estimate.Unbiased, a.Length + b.Length) with { LargerIsBetter = false, Setting = setting },
        ]);
    }

    /// <summary>The second sample, moved by the first one's deviation in each feature; by 1 where that is 0.</summary>
    private static double[][] Shifted(double[][] reference, double[][] current)
    {
        var shift = new double[reference[0].Length];
        for (var feature = 0; feature < shift.Length; feature++)
        {
            var mean = reference.Average(row => row[feature]);
            var deviation = Math.Sqrt(reference.Average(row => (row[feature] - mean) * (row[feature] - mean)));
            shift[feature] = deviation > 1e-12 ? deviation : 1;
        }

        return Array.ConvertAll(current, row => row.Zip(shift, (value, by) => value + by).ToArray());
    }

    private static double[][] Rows(DataSet data)
    {
        var rows = new double[data.Count][];
        for (var record = 0; record < rows.Length; record++)
        {
            rows[record] = Array.ConvertAll(data.Features[(record * data.RecordLength)..((record + 1) * data.RecordLength)], value => (double)value);
        }

        return rows;
    }
}
