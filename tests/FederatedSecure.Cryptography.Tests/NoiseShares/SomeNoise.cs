using FederatedSecure.Cryptography.NoiseShares;
using FederatedSecure.Privacy;

namespace FederatedSecure.Cryptography.Tests.NoiseShares;

/// <summary>Noise that is in order, and ways to spoil it.</summary>
internal static class SomeNoise
{
    /// <summary>Buckets of 3, 16 bits, norms up to 1, 5,000 values.</summary>
    public static NoiseRequest Request { get; } = new(BucketSize: 3, Bits: 16, ClipNorm: 1, Range: 1, Values: 5_000);

    /// <summary>A promise for one round.</summary>
    public static NoiseTerms Promise(DistributedMechanism mechanism = DistributedMechanism.DiscreteGaussian, double epsilon = 8, int rounds = 1) => new()
    {
        Mechanism = mechanism,
        Deviation = 1,
        Granularity = 1,
        Beta = Math.Exp(-0.5),
        Colluding = 0,
        Epsilon = epsilon,
        Delta = 1e-5,
        BudgetedRounds = rounds,
    };

    /// <summary>Terms that keep a promise.</summary>
    public static NoiseTerms Terms(NoiseTerms promise, NoiseRequest request)
    {
        Assert.True(NoisePlanner.TryCalibrate(promise, request, out var terms, out var problem), problem);
        return terms;
    }

    public static NoiseShare Share(NoiseTerms terms, NoiseRequest request)
    {
        Assert.True(NoiseShare.TryCreate(terms, request, out var share, out var problem), problem);
        return share;
    }

    public static NoiseShare Share(DistributedMechanism mechanism = DistributedMechanism.DiscreteGaussian, NoiseRequest? request = null) =>
        Share(Terms(Promise(mechanism), request ?? Request), request ?? Request);
}
