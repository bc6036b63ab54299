namespace FederatedSecure.Client.Sanitization;

/// <summary>A record that is left out.</summary>
/// <param name="Record">Its number in the data set, from 1.</param>
/// <param name="Check">Which check found it: "bounds", "duplicates", "z", "robustZ", "isolationForest" or "labelNoise".</param>
/// <param name="Reason">What it found.</param>
internal sealed record RemovedRecord(int Record, string Check, string Reason);
