using FederatedSecure.Numerics;

namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// Another attack with probability a in each round, honest updates otherwise: stays below what a reputation notices. After Perrone
/// and Nelson, "A study of on-off attack models for wireless ad hoc networks" (2006).
/// </summary>
/// <remarks>
/// All attackers are active or idle together. Exactly one number is drawn before the other attack draws its own, and the other
/// attack is asked in active rounds only.
/// Knows: its own honest updates, and what the other attack needs.
/// </remarks>
/// <example>a = 0 sends the honest updates of the malicious sites, a = 1 always attacks.</example>
public sealed class OnOff : IPoisoner
{
    private readonly IPoisoner _attack;
    private readonly double _probability;

    /// <param name="attack">The attack of active rounds.</param>
    /// <param name="probability">a, from 0 to 1.</param>
    /// <exception cref="ArgumentException">The probability is outside its range.</exception>
    public OnOff(IPoisoner attack, double probability = 0.5) => (_attack, _probability) =
        (attack, probability is >= 0 and <= 1 ? probability : throw new ArgumentException("probability must be from 0 to 1.", nameof(probability)));

    /// <inheritdoc/>
    public AttackerKnowledge Needs => _attack.Needs | AttackerKnowledge.OwnUpdates;

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context)
    {
        if (context.Random.NextDouble() < _probability)
        {
            return _attack.Poison(context);
        }

        return context.Own.Count > 0
            ? [.. context.Own.Select(update => (double[])update.Clone())]
            : throw new ArgumentException("In idle rounds this attack sends the malicious sites' own honest updates: give those.");
    }
}
