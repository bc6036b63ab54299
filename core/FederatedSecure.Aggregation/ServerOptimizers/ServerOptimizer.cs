using System.Collections.Frozen;

namespace FederatedSecure.Aggregation.ServerOptimizers;

/// <summary>Server optimizers by name.</summary>
public static class ServerOptimizer
{
    private static readonly FrozenDictionary<string, Func<ServerOptimizerOptions, IServerOptimizer>> ByName =
        new Dictionary<string, Func<ServerOptimizerOptions, IServerOptimizer>>
        {
            ["fedavg"] = options => new FedAvg(options),
            ["fedavgm"] = options => new FedAvgM(options),
            ["fedadam"] = options => new FedAdam(options),
            ["fedyogi"] = options => new FedYogi(options),
        }.ToFrozenDictionary();

    /// <summary>The names that job files may use, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Makes the optimizer that the options name.</summary>
    /// <exception cref="ArgumentException">The options have a problem.</exception>
    public static IServerOptimizer Create(ServerOptimizerOptions options) =>
        options.Problem() is var (property, message)
            ? throw new ArgumentException($"{property}: {message}", nameof(options))
            : ByName[options.Name](options);
}
