using FederatedSecure.Assurance.Measurements;

namespace FederatedSecure.Assurance.Reports;

/// <summary>What well-formed JSON may still get wrong.</summary>
internal static class ReportChecks
{
    /// <summary>Names of the profiles, from the fastest.</summary>
    private static readonly string[] Profiles = ["quick", "standard", "full"];

    /// <summary>The first contradiction, as a sentence; null if there is none.</summary>
    internal static string? Problem(AssuranceReport report)
    {
        if (report.SchemaVersion != AssuranceReport.Version)
        {
            return $"The report is of form {report.SchemaVersion}; this version reads form {AssuranceReport.Version}.";
        }

        if (!Profiles.Contains(report.Profile))
        {
            return $"The report's profile is \"{report.Profile}\"; there are {string.Join(", ", Profiles)}.";
        }

        if (report.Probes.IsDefault || report.Notes.IsDefault)
        {
            return "The report has no list of probes, or none of notes.";
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var probe in report.Probes)
        {
            if (probe is null || probe.Measurements.IsDefault || probe.Curves.IsDefault || probe.Notes.IsDefault || probe.Taxa.IsDefault)
            {
                return "A probe of the report, or one of its lists, is null.";
            }

            if (!seen.Add(probe.Id))
            {
                return $"The report names the probe {probe.Id} twice.";
            }

            if ((probe.Outcome == ProbeOutcome.Ran) != (probe.Reason is null))
            {
                return $"The probe {probe.Id} {(probe.Reason is null ? "did not run, and says no reason" : "ran, and has a reason why it did not")}.";
            }

            if (probe.Outcome != ProbeOutcome.Ran && probe.Measurements.Any(measurement => measurement.Problem is null))
            {
                return $"The probe {probe.Id} did not run, but has figures.";
            }

            if (probe.Measurements.Select(Problem).FirstOrDefault(problem => problem is not null) is { } bad)
            {
                return $"The probe {probe.Id}: {bad}";
            }

            if (probe.Curves.Any(curve => curve.Lines.IsDefault || curve.Lines.Any(line => line.Points.IsDefault)))
            {
                return $"The probe {probe.Id} has a curve without points.";
            }
        }

        return null;
    }

    private static string? Problem(Measurement measurement) =>
        measurement.Problem is not null ? null
        : double.IsNaN(measurement.Value) || double.IsNaN(measurement.Lower) || double.IsNaN(measurement.Upper)
            ? $"{measurement.Id} is not a number, and says no reason."
        : measurement.Lower > measurement.Upper ? $"the lower bound of {measurement.Id} is above its upper one."
        : measurement.Samples < 0 ? $"{measurement.Id} rests on fewer than 0 samples." : null;
}
