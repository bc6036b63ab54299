using FederatedSecure.Privacy;

namespace FederatedSecure.Cryptography.NoiseShares;

/// <summary>What a plan says about the noise that each site adds to its update, as it was read and not yet checked.</summary>
public sealed record NoiseTerms
{
    /// <summary>The kind of noise.</summary>
    public required DistributedMechanism Mechanism { get; init; }

    /// <summary>σ of one site's noise in each coordinate, in units of the update.</summary>
    public required double Deviation { get; init; }

    /// <summary>γ: updates and noise are whole multiples of it.</summary>
    public required double Granularity { get; init; }

    /// <summary>β: the update is rounded anew until its norm is within a bound that it meets with a probability of at least 1 − β.</summary>
    public required double Beta { get; init; }

    /// <summary>c: sites of a bucket whose noise is not counted on.</summary>
    public required int Colluding { get; init; }

    /// <summary>ε that the job promises each site.</summary>
    public required double Epsilon { get; init; }

    /// <summary>δ of that promise.</summary>
    public required double Delta { get; init; }

    /// <summary>Rounds that the promise is made for.</summary>
    public required int BudgetedRounds { get; init; }
}
