using System.Collections.Immutable;

namespace FederatedSecure.Learning.Data;

/// <summary>What a data set contains and what is wrong with it.</summary>
/// <param name="Records">Number of records that were read.</param>
/// <param name="FeatureShape">Shape of one record; empty if nothing could be read.</param>
/// <param name="Classes">Classes with their numbers of records.</param>
/// <param name="Columns">Statistics of each feature of flat records, or of all pixels together.</param>
/// <param name="Findings">What is wrong.</param>
public sealed record DataReport(
    long Records,
    ImmutableArray<int> FeatureShape,
    ImmutableArray<(string Name, long Count)> Classes,
    ImmutableArray<ColumnStatistics> Columns,
    ImmutableArray<DataFinding> Findings)
{
    /// <summary>Whether the data set can be trained on.</summary>
    public bool IsUsable => Records > 0 && Findings.All(finding => finding.Severity != DataSeverity.Error);
}
