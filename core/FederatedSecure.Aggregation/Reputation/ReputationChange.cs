namespace FederatedSecure.Aggregation.Reputation;

/// <summary>A site's standing changed.</summary>
/// <param name="Round">In which round.</param>
/// <param name="Site">Which site.</param>
/// <param name="From">Its standing before.</param>
/// <param name="To">Its standing now.</param>
/// <param name="Reason">Why, for an operator.</param>
public sealed record ReputationChange(int Round, string Site, Standing From, Standing To, string Reason);
