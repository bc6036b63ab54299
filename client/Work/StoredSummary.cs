namespace FederatedSecure.Client.Work;

/// <summary>The figures that belong to a stored update.</summary>
internal sealed record StoredSummary(long Examples, double Loss, double Seconds);
