using System.ComponentModel.DataAnnotations;

namespace FederatedSecure.Aggregation.Reputation;

/// <summary>When a site is suspected, and when it is left out.</summary>
/// <remarks>
/// The price of any search for sites: buckets are drawn anew every round, and over about k rounds their sums pin down updates that
/// hardly change (So et al., AAAI 2023). See <see cref="SiteReputations"/>.
/// </remarks>
public sealed record ReputationOptions
{
    /// <summary>Fewest rounds of a window. Windows do not overlap, so that two of them are independent evidence. Default 10.</summary>
    [Range(2, 1000)]
    public int Window { get; init; } = 10;

    /// <summary>
    /// Independent equations that a window holds for every site, Σ (B − 1)/(n − 1) over its rounds; larger buckets make it longer. Default 3:
    /// ten rounds for k = 3, sixteen for k = 5. Below 1 single sites cannot be told apart.
    /// </summary>
    [Range(1.0, 100.0)]
    public double EquationsPerSite { get; init; } = 3;

    /// <summary>|z| above which a score stands out. Default 4.</summary>
    [Range(2.0, 100.0)]
    public double Threshold { get; init; } = 4;

    /// <summary>
    /// A spectral score that stands out counts only if the site's alignment z is below minus this. Default 1. Where each site has few
    /// labels, honest sites that share a rare one are a direction of their own, just like attackers who collude; but they seldom lag
    /// behind the aggregate, too. Large negative values let the spectral score count alone.
    /// </summary>
    [Range(-1000.0, 100.0)]
    public double Corroboration { get; init; } = 1;

    /// <summary>
    /// Robust standard deviations at which a bucket's score is cut off among those of its round. Default 10. Bounds what one bucket does to
    /// the estimates of sites that are not in it.
    /// </summary>
    [Range(1.0, 1e6)]
    public double FarthestScore { get; init; } = 10;

    /// <summary>λ of the ridge regression, in rounds. Default 1. Larger values damp noise and true differences alike.</summary>
    [Range(0.0, 1000.0)]
    public double Lambda { get; init; } = 1;

    /// <summary>β with which the leading direction is followed from round to round. Default 0.5; 0 takes each round's own.</summary>
    [Range(0.0, 0.999)]
    public double Smoothing { get; init; } = 0.5;

    /// <summary>Consecutive windows a site must stand out in to be left out. Default 2, and never fewer.</summary>
    [Range(2, 100)]
    public int Confirmations { get; init; } = 2;

    /// <summary>Rounds that a first quarantine lasts; each further one lasts twice as long. Default 20.</summary>
    [Range(1, 100_000)]
    public int QuarantineRounds { get; init; } = 20;

    /// <summary>
    /// Largest share of all known sites that is left out without an operator. Default 0.25. More suspects than that mean that the rule's
    /// assumption has failed, and then the scores may speak against the honest.
    /// </summary>
    [Range(0.0, 0.5)]
    public double MostLeftOut { get; init; } = 0.25;
}
