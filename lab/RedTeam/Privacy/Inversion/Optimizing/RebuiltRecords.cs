using System.Collections.Immutable;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion.Optimizing;

/// <summary>What a search came up with.</summary>
/// <param name="Records">Values of each record, from 0 to 1, in no order.</param>
/// <param name="Labels">Their classes.</param>
/// <param name="Distance">What was left of the objective; NaN if the search failed.</param>
internal sealed record RebuiltRecords(ImmutableArray<float[]> Records, ImmutableArray<int> Labels, double Distance);
