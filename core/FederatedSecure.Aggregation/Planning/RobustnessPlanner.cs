using System.Globalization;
using FederatedSecure.Aggregation.Contamination;
using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Aggregation.Planning;

/// <summary>
/// Says before a job starts what it stands: n sites in buckets of k, m of them attackers, a rule on the bucket means.
/// </summary>
/// <remarks>
/// <para>Worst case: every attacker spoils a bucket of its own, so that a rule for fewer than B/2 bad inputs stands m &lt; B/2, a share
/// of about 1/(2·k) of the sites. In expectation fewer buckets are spoilt; how many follows from <see cref="ContaminationLaw"/>, and
/// f_b = min(99.9 % quantile, ⌊(B − 1)/2⌋, the rule's own limit).</para>
/// <para>The promise is the rule's: that the mean of the good buckets is approached up to their spread. Not promised by any plan:
/// that a backdoor within the clip norm fails, or that an attacker in an accepted bucket has less than k times its fair share.</para>
/// </remarks>
/// <example>60 sites, k = 3, six attackers, trimmed mean: 20 buckets, stands 9 however they fall, f_b = 6.</example>
public static class RobustnessPlanner
{
    private const double Confidence = 0.999;

    /// <summary>Plans.</summary>
    /// <param name="sites">n, at least k.</param>
    /// <param name="bucketSize">k, at least 1.</param>
    /// <param name="attackers">m, from 0 to n.</param>
    /// <param name="rule">The rule.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static RobustnessPlan Plan(int sites, int bucketSize, int attackers, AggregationRule rule)
    {
        var law = new ContaminationLaw(sites, attackers, bucketSize);
        var buckets = law.Buckets.Count;
        var limit = rule.Traits.OnBucketMeans ? Math.Min(rule.Traits.Breakdown.LargestF(buckets), (buckets - 1) / 2) : 0;
        var quantile = law.Quantile(Confidence);
        var plan = new RobustnessPlan
        {
            Level = limit == 0 ? RobustnessLevel.NormBoundOnly
                : attackers <= limit ? RobustnessLevel.Guaranteed
                : quantile <= limit ? RobustnessLevel.Likely
                : RobustnessLevel.NormBoundOnly,
            Buckets = law.Buckets,
            Tolerated = limit,
            BucketTolerance = Math.Min(quantile, limit),
            Expected = law.Expected,
            Quantile999 = quantile,
            ProbabilityBeyond = law.ProbabilityAtLeast(limit + 1),
            Summary = "",
            Warnings = [],
        };
        return plan with { Summary = Summarize(plan, bucketSize, rule), Warnings = [.. Warn(plan, bucketSize, attackers, rule)] };
    }

    private static string Summarize(RobustnessPlan plan, int bucketSize, AggregationRule rule) => Text(
        $"{plan.Buckets.Sites} sites make {Count(plan.Buckets.Count, "bucket")} of at least {bucketSize}; {rule.Name} stands {Count(plan.Tolerated, "attacking site")} ({plan.ToleratedFraction:P1}) however they fall.");

    private static IEnumerable<string> Warn(RobustnessPlan plan, int bucketSize, int attackers, AggregationRule rule)
    {
        var buckets = plan.Buckets.Count;
        if (!rule.Traits.OnBucketMeans)
        {
            yield return $"{rule.Name} judges single updates, which encrypted mode never shows: take a rule that works on bucket means, for example trimmed-mean.";
            yield break;
        }

        if (rule.Problem(buckets, plan.BucketTolerance) is { } problem)
        {
            yield return $"The rule cannot run at all: {problem}";
        }

        if (buckets < 3)
        {
            yield return Text($"{Count(buckets, "bucket")} of {Count(plan.Buckets.Sites, "site")}: with fewer than three nobody can tell the good from the bad. Only the clip norm bounds what an attacker does: a robust rule needs at least {3 * bucketSize} sites with buckets of {bucketSize}.");
        }
        else if (plan.Tolerated == 0)
        {
            var least = LeastBuckets(rule, 1);
            yield return least is null
                ? $"{rule.Name} tolerates no attacker at all: only the clip norm bounds what one does. Take a robust rule, for example trimmed-mean."
                : Text($"{rule.Name} tolerates no bad bucket among {buckets}: it needs {least} of them for one, which is {least * bucketSize} sites with buckets of {bucketSize}.");
        }

        if (attackers == 0)
        {
            yield return "No attackers are claimed: the rule runs with f = 0 and drops nothing, so that a single attacker has its way within the clip norm.";
        }
        else if (plan.Tolerated > 0 && attackers > plan.Tolerated)
        {
            yield return Text($"{Count(attackers, "attacker")} can spoil up to {Math.Min(attackers, buckets)} of {buckets} buckets, and {rule.Name} stands {plan.Tolerated}: in a round, more are spoilt with probability {Probability(plan.ProbabilityBeyond)} ({plan.Expected:F1} on average, at most {plan.Quantile999} in 99.9 % of rounds). Such a round promises nothing. {Remedy(bucketSize, attackers, rule)}");
        }
    }

    /// <summary>How many sites the claimed attackers need to be among.</summary>
    private static string Remedy(int bucketSize, int attackers, AggregationRule rule) => LeastBuckets(rule, attackers) is { } least
        ? Text($"To stand {Count(attackers, "attacker")} however they fall takes {least} buckets: {least * bucketSize} sites with k = {bucketSize}, or a smaller k where the privacy policy allows one.")
        : "";

    /// <summary>The fewest inputs with which the rule stands so many bad ones; null where it never does.</summary>
    private static long? LeastBuckets(AggregationRule rule, int tolerated) =>
        rule.Traits.Breakdown.PerBad == 0 ? null : Math.Max((2L * tolerated) + 1, rule.Traits.Breakdown.SmallestN(tolerated));

    private static string Count(int number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");

    private static string Probability(double p) => p switch
    {
        >= 0.001 => p.ToString("0.###", CultureInfo.InvariantCulture),
        _ => p.ToString("0.0e-0", CultureInfo.InvariantCulture),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
