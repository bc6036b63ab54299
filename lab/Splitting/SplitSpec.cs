using System.Globalization;

namespace FederatedSecure.Lab.Splitting;

/// <summary>How records are dealt out to sites, and how much sites differ.</summary>
/// <param name="Kind">How.</param>
/// <param name="Alpha">Dirichlet: concentration, above 0.</param>
/// <param name="MinimumRecords">Dirichlet: records that every site gets at least.</param>
/// <param name="Gamma">Similarity: part of the records that is dealt out at random; 1 is iid, 0 is sorted by label.</param>
/// <param name="Column">Column: a feature or a protected attribute.</param>
internal sealed record SplitSpec(SplitKind Kind, double Alpha = 0.5, int MinimumRecords = 10, double Gamma = 0, string Column = "")
{
    /// <summary>For tables.</summary>
    public override string ToString() => Kind switch
    {
        SplitKind.Iid => "iid",
        SplitKind.Dirichlet => string.Create(CultureInfo.InvariantCulture, $"dirichlet {Alpha}"),
        SplitKind.Similarity => string.Create(CultureInfo.InvariantCulture, $"similarity {Gamma}"),
        _ => $"column {Column}",
    };
}
