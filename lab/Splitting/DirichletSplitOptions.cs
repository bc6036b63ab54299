namespace FederatedSecure.Lab.Splitting;

/// <summary>How labelled records are dealt out to sites.</summary>
/// <param name="Sites">Number of sites, at least 1.</param>
/// <param name="Alpha">
/// Concentration of the Dirichlet distribution, above 0. Large values give every site the same mix of labels;
/// 0.5 gives most sites a few dominant labels; below 0.1 nearly every label lies at one site.
/// </param>
/// <param name="Seed">The same seed gives the same split on every platform.</param>
/// <param name="MinimumRecords">Records that every site gets at least, however unlucky the draw.</param>
public sealed record DirichletSplitOptions(int Sites, double Alpha = 0.5, ulong Seed = 1, int MinimumRecords = 100);
