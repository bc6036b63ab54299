namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// Every attacker sends the update of one and the same honest site: nothing is out of the ordinary, but a rule that looks for
/// agreement gives that site too much weight. Karimireddy, He and Jaggi, "Byzantine-robust learning on heterogeneous datasets via
/// bucketing" (ICLR 2022).
/// </summary>
/// <remarks>Knows: that site's update. Harmless where all sites have the same distribution of data.</remarks>
/// <example>Index 0, honest (1, 2, 3), (4, 5, 6), (7, 8, 9): the attackers send (1, 2, 3).</example>
public sealed class Mimic : IPoisoner
{
    private readonly int _index;

    /// <param name="index">Which of the known updates, from 0.</param>
    public Mimic(int index = 0) => _index = index >= 0 ? index : throw new ArgumentException("index must be 0 or more.", nameof(index));

    /// <inheritdoc/>
    public AttackerKnowledge Needs => AttackerKnowledge.OtherUpdates;

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context) => [[.. context.Require(_index + 1, $"to copy number {_index}")[_index]]];
}
