using FederatedSecure.Privacy;

namespace FederatedSecure.Client.Privacy;

/// <summary>What one training spent, or what an operator declared to be spent.</summary>
/// <param name="At">Wall-clock time, for people: nothing is computed from it.</param>
/// <param name="DataSet">Whose records.</param>
/// <param name="Job">Job identifier; empty for a declaration.</param>
/// <param name="JobName">Job name; for a declaration, what the operator wrote.</param>
/// <param name="Round">Round.</param>
/// <param name="Attempt">Attempt.</param>
/// <param name="Event">Noisy steps on batches drawn by Poisson sampling; null for a declaration.</param>
/// <param name="Records">Records in the training split.</param>
/// <param name="Declared">ε and δ that were declared; null for a training.</param>
/// <param name="IsSeeded">Whether the noise came from a seeded generator: fit for simulations, and no protection at all.</param>
public sealed record LedgerEntry(
    DateTimeOffset At,
    string DataSet,
    string Job,
    string JobName,
    uint Round,
    uint Attempt,
    SampledGaussian? Event,
    long Records,
    PrivacyBudget? Declared = null,
    bool IsSeeded = false);
