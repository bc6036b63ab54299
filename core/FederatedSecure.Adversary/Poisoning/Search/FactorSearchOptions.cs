namespace FederatedSecure.Adversary.Poisoning;

/// <summary>Where the search for the factor γ of min-max, min-sum and AGR-tailored starts and ends.</summary>
/// <param name="GammaInit">First γ, above 0; a bisecting search stays below twice this.</param>
/// <param name="Stop">Step of γ at which the search ends, above 0.</param>
public sealed record FactorSearchOptions(double GammaInit = 10, double Stop = 1e-5)
{
    public double GammaInit { get; } = Check.Positive(GammaInit, "gammaInit");

    public double Stop { get; } = Check.Positive(Stop, "stop");
}
