using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Coordinator.Planning;

/// <summary>What a job would take.</summary>
/// <param name="Parameters">Parameters of the model.</param>
/// <param name="Rounds">Rounds to publish.</param>
/// <param name="Sites">Sites of a round.</param>
/// <param name="UploadBytes">Bytes that a site uploads in a round.</param>
/// <param name="Encryption">How sums are opened; null in a plain job.</param>
/// <param name="SiteNoise">What noise in shares takes and promises each site; null without it.</param>
/// <param name="Robustness">What it stands against dishonest sites.</param>
/// <param name="Delta">δ for records; null without privacy.</param>
/// <param name="BudgetedRounds">Rounds that the noise is made for.</param>
/// <param name="Privacy">What it costs the records of sites of different sizes, and what other ε would take.</param>
/// <param name="Warnings">What to look at.</param>
internal sealed record JobForecast(
    long Parameters,
    int Rounds,
    int Sites,
    long UploadBytes,
    EncryptionForecast? Encryption,
    SiteNoiseForecast? SiteNoise,
    RobustnessForecast Robustness,
    double? Delta,
    int BudgetedRounds,
    ImmutableArray<PrivacyForecast> Privacy,
    ImmutableArray<string> Warnings)
{
    /// <param name="spec">The job.</param>
    /// <param name="records">Training records of sites of different sizes.</param>
    public static JobForecast Of(JobSpec spec, ImmutableArray<long> records)
    {
        var sites = spec.Cohort.Invited;
        var encryption = spec.Encryption is null ? null : EncryptionForecast.Of(spec.Encryption, sites, spec.Model.ParameterCount);
        var robustness = RobustnessForecast.Of(spec);
        var warnings = ImmutableArray.CreateBuilder<string>();
        var privacy = ImmutableArray.CreateBuilder<PrivacyForecast>();
        foreach (var count in spec.Privacy is null ? [] : records.Sort())
        {
            if (spec.Training.BatchSize > count)
            {
                warnings.Add(Text($"A site with {count:N0} records refuses the job: its batches of {spec.Training.BatchSize:N0} are larger. Take a smaller batchSize."));
                continue;
            }

            if (spec.Privacy!.Delta * count >= 1)
            {
                warnings.Add(Text($"δ = {spec.Privacy.Delta:G2} is not below one in {count:N0} records: it allows publishing a record whole. Take a smaller one."));
            }

            try
            {
                privacy.AddRange(PrivacyForecast.Of(spec, count));
            }
            catch (Exception exception) when (exception is ArgumentException or OverflowException)
            {
                warnings.Add(Text($"A site with {count:N0} records cannot be accounted for: {exception.Message}"));
            }
        }

        var siteNoise = SiteNoiseForecast.Of(spec);
        if (siteNoise is not null && spec.Training.ValidationFraction > 0)
        {
            warnings.Add("Sites report how good they find each model, as sums without noise: the promise to whole sites does not cover them. training.validationFraction = 0 reports none.");
        }

        return new JobForecast(
            spec.Model.ParameterCount,
            spec.Rounds,
            sites,
            encryption?.UploadBytes ?? spec.Model.ParameterCount * sizeof(float),
            encryption,
            siteNoise,
            robustness,
            spec.Privacy?.Delta,
            spec.Privacy?.BudgetedRounds(spec.Rounds) ?? 0,
            privacy.ToImmutable(),
            warnings.ToImmutable());
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
