namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// Makes what malicious sites send instead of their honest updates. The same attack serves a simulation, where one attacker
/// holds all malicious sites and may know everybody's update, and a real client process, which knows its own.
/// </summary>
/// <remarks>
/// An attack computes and does nothing else: who sends the vectors is the host's business. Attacks that remember earlier rounds
/// say so; give each attacker its own instance of those and call it once a round.
/// </remarks>
public interface IPoisoner
{
    /// <summary>What the attacker must know.</summary>
    AttackerKnowledge Needs { get; }

    /// <summary>Makes the malicious updates of one round. Changes none of the context's arrays.</summary>
    /// <returns>
    /// One vector that all malicious sites send, or one for each of them, in their order. New arrays, of the context's dimension,
    /// not necessarily finite.
    /// </returns>
    /// <exception cref="ArgumentException">The context lacks what the attack needs; the message says what.</exception>
    double[][] Poison(PoisonContext context);
}
