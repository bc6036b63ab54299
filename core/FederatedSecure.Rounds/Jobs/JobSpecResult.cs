using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace FederatedSecure.Rounds.Jobs;

/// <summary>A job that can run, or everything that is wrong with its file.</summary>
public sealed record JobSpecResult(JobSpec? Spec, ImmutableArray<JobSpecProblem> Problems)
{
    /// <summary>True if there is a job.</summary>
    [MemberNotNullWhen(true, nameof(Spec))]
    public bool IsValid => Spec is not null;
}
