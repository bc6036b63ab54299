namespace FederatedSecure.Lab.RedTeam.Evasion.Probing;

/// <summary>Progress of one of several pieces of work of about the same size.</summary>
/// <param name="whole">Told of the whole.</param>
/// <param name="index">Which piece, from 0.</param>
/// <param name="count">How many there are.</param>
internal sealed class PartOfProgress(IProgress<double> whole, int index, int count) : IProgress<double>
{
    /// <inheritdoc/>
    public void Report(double value) => whole.Report((index + value) / count);
}
