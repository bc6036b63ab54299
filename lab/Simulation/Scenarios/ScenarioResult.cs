using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Lab.Simulation.Scenarios;

/// <summary>A scenario that can run, or everything that is wrong with its file.</summary>
internal sealed record ScenarioResult(Scenario? Scenario, ImmutableArray<JobSpecProblem> Problems)
{
    /// <summary>True if there is a scenario.</summary>
    [MemberNotNullWhen(true, nameof(Scenario))]
    public bool IsValid => Scenario is not null;
}
