using CsCheck;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Numerics;

namespace FederatedSecure.Adversary.Tests.Support;

/// <summary>Updates for tests.</summary>
internal static class Updates
{
    /// <summary>The three honest updates of the examples in the documentation.</summary>
    public static double[][] Three => [[1, 2, 3], [4, 5, 6], [7, 8, 9]];

    /// <summary>Honest updates: 2 to 9 of them, of 1 to 6 coordinates, around a common mean.</summary>
    public static Gen<double[][]> Honest(int least = 2) => Gen.Select(Gen.Int[least, 9], Gen.Int[1, 6], Gen.ULong).Select((sites, dimension, seed) =>
    {
        var random = new SeededRandomSource(seed);
        double[] mean = [.. Enumerable.Range(0, dimension).Select(_ => random.NextGaussian())];
        return Enumerable.Range(0, sites).Select(_ => mean.Select(value => value + random.NextGaussian()).ToArray()).ToArray();
    });

    public static double[][] Column(params double[] values) => [.. values.Select(value => new[] { value })];

    /// <summary>The one vector that all attackers send.</summary>
    public static double[] Single(IPoisoner attack, PoisonContext context) => Assert.Single(attack.Poison(context));

    public static double[] Single(IPoisoner attack, double[][] honest) => Single(attack, new PoisonContext(honest));

    public static void Close(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
    }
}
