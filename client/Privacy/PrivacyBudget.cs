namespace FederatedSecure.Client.Privacy;

/// <summary>The most that all jobs together may tell about one record, under adding or removing it.</summary>
/// <param name="Epsilon">ε, above 0.</param>
/// <param name="Delta">δ, above 0 and below 1.</param>
public sealed record PrivacyBudget(double Epsilon, double Delta);
