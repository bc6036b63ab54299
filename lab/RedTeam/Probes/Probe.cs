using FederatedSecure.Assurance.Measurements;

namespace FederatedSecure.Lab.RedTeam.Probes;

/// <summary>
/// One line of the suite: an attack under its settings, a defence with and without, a check. It is run on a thread of its own with one
/// Torch thread, and has no state: two runs with the same context give the same figures.
/// </summary>
internal abstract class Probe
{
    /// <summary>Its name, stable over versions, as "evasion.pgd-linf". The ids of its measurements begin with its class.</summary>
    public abstract string Id { get; }

    /// <summary>What it looks for.</summary>
    public abstract ProbeClass Class { get; }

    /// <summary>What it does, for a person, in a few words.</summary>
    public abstract string Title { get; }

    /// <summary>The paper that it follows, as "Madry et al., ICLR 2018".</summary>
    public abstract string Reference { get; }

    /// <summary>From which profile on it runs.</summary>
    public abstract ProbeCost Cost { get; }

    /// <summary>Why it cannot be run on this subject, as the end of a sentence ("the model is a black box"); null if it can.</summary>
    public virtual string? NotApplicable(ProbeSubject subject) => null;

    /// <summary>Attacks.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public abstract ProbeResult Run(ProbeContext context);
}
