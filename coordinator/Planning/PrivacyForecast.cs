using System.Collections.Immutable;
using FederatedSecure.Privacy;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Coordinator.Planning;

/// <summary>What private training takes at a site of a given size.</summary>
/// <param name="Records">Its training records.</param>
/// <param name="SamplingRate">Part of them in a batch, on average.</param>
/// <param name="Steps">Noisy steps of the whole job.</param>
/// <param name="Epsilon">ε at the job's δ.</param>
/// <param name="NoiseMultiplier">σ.</param>
/// <param name="NoiseToClip">σ / batch size: the noise in a coordinate of a step's mean gradient, in parts of the clipping norm.</param>
/// <param name="IsJob">Whether this is what the job file asks for; the others show what another ε would take.</param>
internal sealed record PrivacyForecast(
    long Records, double SamplingRate, long Steps, double Epsilon, double NoiseMultiplier, double NoiseToClip, bool IsJob)
{
    private static readonly ImmutableArray<double> Usual = [1, 2, 4, 8];

    /// <summary>The job's own figures, among those that other ε would take.</summary>
    public static ImmutableArray<PrivacyForecast> Of(JobSpec spec, long records)
    {
        var privacy = spec.Privacy!;
        var rate = (double)spec.Training.BatchSize / records;
        var steps = checked(spec.Training.LocalEpochs * ((records + spec.Training.BatchSize - 1) / spec.Training.BatchSize) * privacy.BudgetedRounds(spec.Rounds));
        double NoiseFor(double epsilon) => NoiseCalibration.NoiseMultiplier(epsilon, privacy.Delta, rate, steps);
        PrivacyForecast Row(double epsilon, double noise, bool isJob) =>
            new(records, rate, steps, epsilon, noise, noise / spec.Training.BatchSize, isJob);
        var own = privacy.NoiseMultiplier is { } given
            ? Row(PrivacyLoss.Epsilon([new SampledGaussian(rate, given, steps)], privacy.Delta).Upper, given, isJob: true)
            : Row(privacy.Epsilon, NoiseFor(privacy.Epsilon), isJob: true);
        return
        [
            .. Usual.Where(epsilon => epsilon != own.Epsilon)
                .Select(epsilon => Row(epsilon, NoiseFor(epsilon), isJob: false))
                .Append(own)
                .OrderBy(row => row.Epsilon),
        ];
    }
}
