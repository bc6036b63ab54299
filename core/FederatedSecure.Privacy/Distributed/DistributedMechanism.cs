namespace FederatedSecure.Privacy;

/// <summary>The discrete noise that sites add in shares.</summary>
public enum DistributedMechanism
{
    /// <summary>Discrete Gaussian values; a sum of them is close to one, by how much is accounted for.</summary>
    DiscreteGaussian,

    /// <summary>Skellam values; a sum of them is one.</summary>
    Skellam,
}
