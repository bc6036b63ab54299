using System.Collections.Immutable;
using FederatedSecure.Lab.Federation;

namespace FederatedSecure.Lab.Demo;

/// <summary>What there is to see of a demo at one moment.</summary>
/// <param name="Steps">What was done so far, oldest first.</param>
/// <param name="Progress">The job.</param>
internal sealed record DemoStatus(ImmutableArray<string> Steps, JobProgress Progress)
{
    public static DemoStatus Start { get; } = new([], JobProgress.Empty);
}
