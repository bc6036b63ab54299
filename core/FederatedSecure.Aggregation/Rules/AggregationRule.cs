using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// Merges n vectors into one, with some of them possibly bad. Rules are stateless: one instance serves many rounds and threads;
/// what a rule remembers from round to round goes in and out as <see cref="ExtraPoint"/>.
/// </summary>
public abstract class AggregationRule
{
    private protected AggregationRule(string name, RuleTraits traits) => (Name, Traits) = (name, traits);

    /// <summary>The name in job files.</summary>
    public string Name { get; }

    /// <summary>What a planner needs to know.</summary>
    public RuleTraits Traits { get; }

    /// <summary>What is wrong with n inputs of which f may be bad, and what would do; null if nothing is.</summary>
    public virtual string? Problem(int n, int f) =>
        Traits.Needs.HasFlag(RuleNeeds.F) ? Traits.Breakdown.Problem(Name, n, f)
        : n < Traits.Breakdown.Extra ? Traits.Breakdown.Problem(Name, n, 0) : null;

    /// <summary>Decides. The numbers have been checked with <see cref="Problem"/>.</summary>
    internal abstract AggregationPlan Plan(PointSet points, int f);
}
