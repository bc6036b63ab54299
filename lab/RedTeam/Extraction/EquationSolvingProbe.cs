using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.RedTeam.Extraction;

/// <summary>Whether a linear model is gone with d + 1 answers.</summary>
internal sealed class EquationSolvingProbe : Probe
{
    private const string Name = "extraction.equations";

    /// <inheritdoc/>
    public override string Id => Name;

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Extraction;

    /// <inheritdoc/>
    public override string Title => "Reads a linear model off as many answers as it has features, and one";

    /// <inheritdoc/>
    public override string Reference => "Tramèr et al., USENIX Security 2016";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) =>
        subject.Spec is { } spec && spec.Layers.All(layer => layer is FlattenLayer or LinearLayer or SoftmaxHeadLayer)
            ? null
            : "the model is not known to be linear";

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var test = context.Subject.Test;
        using var target = context.Subject.Open();
        var oracle = new Oracle(target, labelsOnly: false);
        if (oracle.LabelsOnly)
        {
            return new ProbeResult([Measurement.Undefined($"{Name}.fidelity", "the model shows decisions only, which give no equations")]);
        }

        var copy = EquationSolving.Solve(oracle);
        var queries = oracle.Queries;
        var metrics = ExtractionMetrics.Of(
            Student.Decisions(oracle.Ask(test.Features), test.Classes), EquationSolving.Decide(copy, test.Features), test.Labels);
        return new ProbeResult(
        [
            Measurement.Part($"{Name}.fidelity", metrics.Agreements, metrics.Records) with { Setting = $"{queries} queries", LargerIsBetter = false },
        ])
        {
            Notes = ["Any linear model that shows its probabilities is copied exactly by that many queries; only coarser answers or fewer of them prevent it."],
        };
    }
}
