namespace FederatedSecure.Lab.Accuracy;

/// <summary>One trained model.</summary>
/// <param name="Where">"central" or "federated".</param>
/// <param name="Target">ε that a record was allowed to cost; null for training without privacy.</param>
/// <param name="Accuracy">Part of the test digits that the model gets right, 0 to 1.</param>
/// <param name="Epsilon">ε that a record did cost, at the site where it cost the most; null without privacy.</param>
/// <param name="NoiseMultiplier">σ, from the site with the least to the one with the most; null without privacy.</param>
/// <param name="SamplingRate">q, likewise; null without privacy.</param>
/// <param name="Steps">Steps of a site, likewise.</param>
/// <param name="Settings">How it was trained.</param>
/// <param name="Seconds">Time it took, accounting and evaluation included.</param>
public sealed record AccuracyRow(
    string Where,
    double? Target,
    double Accuracy,
    double? Epsilon,
    AccuracyRange? NoiseMultiplier,
    AccuracyRange? SamplingRate,
    AccuracyRange Steps,
    AccuracySettings Settings,
    double Seconds);
