using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Aggregation.PreAggregators;

/// <summary>Makes other vectors of the inputs before a rule merges them. Stateless; composable in any order.</summary>
public abstract class PreAggregator
{
    private protected PreAggregator(string name, RuleTraits traits) => (Name, Traits) = (name, traits);

    /// <summary>The name in job files.</summary>
    public string Name { get; }

    /// <summary>What a planner needs to know.</summary>
    public RuleTraits Traits { get; }

    /// <summary>How many vectors it makes of n.</summary>
    public virtual int Outputs(int n) => n;

    /// <summary>What is wrong with n inputs of which f may be bad, and what would do; null if nothing is.</summary>
    public virtual string? Problem(int n, int f) =>
        Traits.Needs.HasFlag(RuleNeeds.F) ? Traits.Breakdown.Problem(Name, n, f) : null;

    /// <summary>Decides. The numbers have been checked with <see cref="Problem"/>.</summary>
    internal abstract Mixtures Mix(PointSet points, int f);
}
