using CsCheck;
using FederatedSecure.Numerics;

namespace FederatedSecure.Aggregation.Tests.Support;

/// <summary>Inputs of doubles for rules, some of them bad.</summary>
internal static class Rows
{
    /// <summary>n inputs of a dimension, the last f of them away from the others, somewhere between closely and far.</summary>
    public static Gen<(double[][] Inputs, int F)> Any(int leastInputs, int mostInputs, int mostLength) =>
        Gen.Select(Gen.Int[leastInputs, mostInputs], Gen.Int[1, mostLength], Gen.Int[0, 4], Gen.Double[0, 3], Gen.ULong).Select((n, length, f, away, seed) =>
        {
            var (random, bad) = (new SeededRandomSource(seed), Math.Min(f, (n - 1) / 2));
            return (Enumerable.Range(0, n).Select(i => Enumerable.Range(0, length).Select(_ => random.NextGaussian() + (i < n - bad ? 0 : Math.Pow(10, away) - 1)).ToArray()).ToArray(), bad);
        });
}
