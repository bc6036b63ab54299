namespace FederatedSecure.Lab.RedTeam.Evasion.Universal;

/// <summary>One change for all inputs.</summary>
/// <param name="Perturbation">What is added to every input, before the bounds.</param>
/// <param name="Passes">Passes over the records that it took.</param>
/// <param name="TrainingRate">The part of the attacker's own records whose decision it changes.</param>
internal sealed record UniversalResult(float[] Perturbation, int Passes, double TrainingRate);
