using FederatedSecure.Benchmarks.Figures;

namespace FederatedSecure.Benchmarks.Scenarios;

/// <summary>One thing that is measured with real processes.</summary>
internal interface IScenario
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>What it measures.</summary>
    string Description { get; }

    Task<FigureTable> MeasureAsync(BenchmarkOptions options, CancellationToken cancellation);
}
