namespace FederatedSecure.Lab.RedTeam.Probes;

/// <summary>What somebody promises of a model's training.</summary>
/// <param name="Epsilon">ε for a single record.</param>
/// <param name="Delta">δ.</param>
internal readonly record struct PrivacyClaim(double Epsilon, double Delta);
