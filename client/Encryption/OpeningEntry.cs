namespace FederatedSecure.Client.Encryption;

/// <summary>That the site answers, as a share holder, for a plan.</summary>
/// <param name="At">Wall-clock time.</param>
/// <param name="Job">Job identifier.</param>
/// <param name="Plan">SHA-256 of the plan, hexadecimal.</param>
/// <param name="Partition">Digest of the partition, hexadecimal: the only one that is ever answered for this plan.</param>
/// <param name="Buckets">The sites in each bucket.</param>
public sealed record OpeningEntry(DateTimeOffset At, string Job, string Plan, string Partition, string[][] Buckets);
