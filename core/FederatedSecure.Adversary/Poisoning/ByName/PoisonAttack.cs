namespace FederatedSecure.Adversary.Poisoning;

/// <summary>An attack that can be chosen by name.</summary>
/// <param name="Name">Its name, for example "min-max".</param>
/// <param name="Parameters">Its parameters for people, defaults in brackets.</param>
/// <param name="Create">Makes it. Fails with <see cref="ArgumentException"/> for parameters that cannot be.</param>
public sealed record PoisonAttack(string Name, string Parameters, Func<PoisonParameters, IPoisoner> Create);
