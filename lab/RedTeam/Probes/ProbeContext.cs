namespace FederatedSecure.Lab.RedTeam.Probes;

/// <summary>What a running probe gets.</summary>
/// <param name="Subject">What is attacked.</param>
/// <param name="Profile">How thorough it should be: with <see cref="ProbeCost.Quick"/> seconds, with <see cref="ProbeCost.Full"/> as in the papers.</param>
/// <param name="Seed">Everything random in the probe follows from it; differs from probe to probe.</param>
/// <param name="Progress">Told the part that is done, 0 to 1.</param>
/// <param name="Cancellation">Looked at between batches.</param>
internal sealed record ProbeContext(
    ProbeSubject Subject, ProbeCost Profile, ulong Seed, IProgress<double> Progress, CancellationToken Cancellation)
{
    /// <summary>A folder for what takes long to make, so that an interrupted run goes on where it was; null to keep nothing.</summary>
    public string? Cache { get; init; }

    /// <summary>How many threads a probe may work on at a time; no figure depends on it.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>One of three values, by profile.</summary>
    public T ByProfile<T>(T quick, T standard, T full) => Profile switch
    {
        ProbeCost.Quick => quick,
        ProbeCost.Standard => standard,
        _ => full,
    };
}
