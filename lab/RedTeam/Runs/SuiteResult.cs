using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;

namespace FederatedSecure.Lab.RedTeam.Runs;

/// <summary>What a run found.</summary>
/// <param name="Report">The report.</param>
/// <param name="Pictures">Adversarial and rebuilt inputs by probe: shown on the pages, not part of the report.</param>
internal sealed record SuiteResult(AssuranceReport Report, ImmutableDictionary<string, ImmutableArray<Picture>> Pictures);
