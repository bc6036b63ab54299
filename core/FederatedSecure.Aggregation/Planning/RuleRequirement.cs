namespace FederatedSecure.Aggregation.Planning;

/// <summary>What the planner needs to know of a rule.</summary>
/// <param name="Name">Its name, for example "trimmed-mean".</param>
/// <param name="LargestTolerance">The largest number of bad inputs among n for which the rule's guarantee holds; 0 if none, or if n is too small for the rule.</param>
/// <param name="WorksOnBucketMeans">Whether it makes sense on means of buckets. If not, it needs single updates, which encrypted mode never shows.</param>
public sealed record RuleRequirement(string Name, Func<int, int> LargestTolerance, bool WorksOnBucketMeans);
