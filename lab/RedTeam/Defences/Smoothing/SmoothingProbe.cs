using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Defences.Measuring;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Defences.Smoothing;

/// <summary>
/// Certified accuracy of the model under randomized smoothing, over the radius. It is a lower bound that holds for every attack. As a control,
/// PGD attacks each certified record within its radius: whatever it broke would prove the certificate, or this code, wrong.
/// </summary>
/// <remarks>
/// The model itself is smoothed as it is. Unless it was trained with Gaussian noise, it is little certified; what training with noise
/// gains is measured by the probe of Gaussian augmentation.
/// </remarks>
internal sealed class SmoothingProbe : Probe
{
    /// <inheritdoc/>
    public override string Id => "defence.smoothing";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Defence;

    /// <inheritdoc/>
    public override string Title => "Randomized smoothing: what can be proved";

    /// <inheritdoc/>
    public override string Reference => "Cohen et al., ICML 2019";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) =>
        subject.ArePictures ? null : "noise of one size for all features makes sense for pictures only";

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        using var target = context.Subject.Open();
        var data = DefenceBudget.Records(context, quick: 40, standard: 200, full: 500);
        ImmutableArray<double> sigmas = [.. context.ByProfile<double[]>([0.25], [0.25, 0.5], [0.12, 0.25, 0.5, 1])];
        var samples = context.ByProfile(200, 1000, 10_000);
        var (measurements, lines) = (ImmutableArray.CreateBuilder<Measurement>(), ImmutableArray.CreateBuilder<CurveLine>());
        for (var i = 0; i < sigmas.Length; i++)
        {
            var certified = CertifiedAccuracy.Measure(target, data, sigmas[i], samples, context.Seed, context.Cancellation);
            measurements.AddRange(certified.Figures(Id));
            lines.Add(certified.Line());
            context.Progress.Report((i + 1.0) / sigmas.Length);
        }

        return new ProbeResult(measurements.ToImmutable())
        {
            Curves = [new Curve("defence.smoothing.certified-accuracy-over-radius", "Certified accuracy", "L2 radius", "accuracy", lines.ToImmutable())],
            Notes =
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Each radius is wrong with probability at most {CertifiedAccuracy.Alpha}. From {samples} looks no radius above {Certificate.Of(samples, samples, CertifiedAccuracy.Alpha, sigmas[^1]).Radius:0.00} "
                    + $"can be proved at sigma {sigmas[^1]}. The bounds hold for the smoothed model, which asks the model {samples} times a record, not for the model itself."),
            ],
        };
    }
}
