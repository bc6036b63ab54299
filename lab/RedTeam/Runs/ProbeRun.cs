using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Assurance.Taxonomies;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Training;

namespace FederatedSecure.Lab.RedTeam.Runs;

/// <summary>Runs one probe on this thread and records how it ended.</summary>
internal static class ProbeRun
{
    /// <summary>Runs.</summary>
    /// <param name="probe">The probe.</param>
    /// <param name="inputs">What its figures depend on.</param>
    /// <param name="means">What it may use.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="time">For how long it takes.</param>
    /// <param name="cancellation">Looked at by the probe.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static FinishedProbe Run(
        Probe probe, RunInputs inputs, ProbeMeans means, IProgress<double> progress, TimeProvider time, CancellationToken cancellation)
    {
        var seed = ProbeSeed.Of(inputs.Seed, probe.Id);
        var begun = time.GetTimestamp();
        var report = new ProbeReport(probe.Id, probe.Class, probe.Title, probe.Reference, ProbeOutcome.Failed, seed, 0) { Taxa = TaxonomyMap.IdsOf(probe.Id, probe.Class) };
        var targets = new List<ITarget>();
        ITarget Open()
        {
            var target = inputs.Subject.Open();
            targets.Add(target);
            return target;
        }

        try
        {
            var context = new ProbeContext(inputs.Subject with { Open = Open }, inputs.Profile, seed, progress, cancellation)
            {
                Cache = means.Cache,
                Workers = means.Workers,
            };
            var result = TorchRuntime.Run(threads: 1, ComputeDevice.Cpu, _ => probe.Run(context));
            report = report with
            {
                Outcome = ProbeOutcome.Ran,
                Forward = targets.Count == 0 ? null : targets.Sum(target => target.Calls.Forward),
                Backward = targets.Count == 0 ? null : targets.Sum(target => target.Calls.Backward),
                Measurements = [.. result.Measurements.Select(Checked)],
                Curves = result.Curves,
                Notes = result.Notes,
            };
            return Finish(result.Pictures);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            // Whatever it is: a probe that breaks off has shown nothing, and says so, and the others go on.
            report = report with { Reason = $"{exception.GetType().Name}: {exception.Message.Split('\n', 2)[0].Trim()}" };
            return Finish([]);
        }

        FinishedProbe Finish(ImmutableArray<Picture> pictures) => new(
            inputs.Fingerprint, report with { Seconds = Math.Round(time.GetElapsedTime(begun).TotalSeconds, 3) }, pictures);
    }

    /// <summary>Nothing passes that is not a number, or contradicts itself, whatever the probe thought of it.</summary>
    private static Measurement Checked(Measurement measurement) =>
        measurement.Problem is not null ? measurement
        : double.IsNaN(measurement.Value) || double.IsNaN(measurement.Lower) || double.IsNaN(measurement.Upper)
            ? measurement with { Problem = "it is not a number" }
        : measurement.Lower > measurement.Upper || measurement.Samples < 0
            ? measurement with { Problem = "its bounds contradict each other" }
        : measurement;
}
