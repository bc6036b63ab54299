namespace FederatedSecure.Benchmarks.Scenarios;

/// <summary>What every scenario is told.</summary>
/// <param name="Runs">How often to measure; the median counts.</param>
internal sealed record BenchmarkOptions(int Runs);
