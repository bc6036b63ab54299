namespace FederatedSecure.Lab.RedTeam.Defences.Squeezing;

/// <summary>
/// max over squeezers of ‖f(x) − f(squeeze(x))‖₁, from the probabilities f gives: 0 where squeezing changes nothing, at most 2 (Xu et al.,
/// NDSS 2018, section V). Adversarial inputs are sensitive to squeezing, clean ones less.
/// </summary>
internal static class SqueezingScore
{
    /// <summary>The score of one input.</summary>
    public static double Of(IReadOnlyList<double> original, IEnumerable<IReadOnlyList<double>> squeezed) =>
        squeezed.Max(answer => original.Zip(answer).Sum(pair => Math.Abs(pair.First - pair.Second)));
}
