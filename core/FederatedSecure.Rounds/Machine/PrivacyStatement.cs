namespace FederatedSecure.Rounds.Machine;

/// <summary>What a site says that the job has spent of its records' privacy so far: its own word, under adding or removing one record.</summary>
/// <param name="Epsilon">ε, at least 0 and finite.</param>
/// <param name="Delta">δ, above 0 and below 1.</param>
public sealed record PrivacyStatement(double Epsilon, double Delta);
