namespace FederatedSecure.Aggregation.Reputation;

/// <summary>How good a yes-or-no test of a bucket is, and how often attackers attack.</summary>
/// <param name="HitRate">π₁ = P(flagged | an active attacker is in the bucket), above <paramref name="FalseRate"/>, at most 1.</param>
/// <param name="FalseRate">π₀ = P(flagged | none is), from 0.</param>
/// <param name="Active">a: the probability that an attacker attacks in a round, above 0, at most 1.</param>
/// <param name="Prior">Share of attackers that is assumed beforehand, between 0 and 1.</param>
/// <param name="Forgetting">λ, above 0, at most 1: what was known counts λ as much in the site's next round. 1 forgets nothing; at 0.98 a round counts half after 34 further ones.</param>
public sealed record FlagTest(double HitRate = 0.9, double FalseRate = 0.05, double Active = 1, double Prior = 0.1, double Forgetting = 0.98);
