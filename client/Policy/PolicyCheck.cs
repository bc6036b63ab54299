using System.IO.Enumeration;
using FederatedSecure.Client.Work;
using FederatedSecure.Cryptography.SecureAggregation;

namespace FederatedSecure.Client.Policy;

/// <summary>Holds an offer against the site's policy.</summary>
public static class PolicyCheck
{
    /// <summary>What speaks against an offer; null if nothing does.</summary>
    /// <param name="policy">The site's policy.</param>
    /// <param name="plan">What is offered, already found to be well-formed.</param>
    /// <param name="offered">Names of the data sets that the site has.</param>
    /// <param name="roundsSoFar">How often the site has trained for this job; an attempt that came to nothing counts too.</param>
    /// <param name="membershipRank">Rank of the memberships of the job's buckets that were opened so far.</param>
    /// <param name="localTime">The site's wall clock.</param>
    public static PolicyRefusal? Check(SitePolicy policy, WorkPlan plan, IReadOnlyCollection<string> offered, int roundsSoFar, int membershipRank, TimeOnly localTime)
    {
        if (plan.Secure is null && !policy.AllowPlain)
        {
            return new("policy.protection", "this site does not send updates that the coordinator can read");
        }

        if (plan.Kind == WorkKind.Train && plan.Privacy is null && !policy.AllowNonPrivate)
        {
            return new("policy.privacy", "this site does not train without differential privacy");
        }

        if (plan.Kind == WorkKind.Train && policy.MaximumSiteEpsilon is { } most)
        {
            if (plan.Secure?.Noise is not { } noise)
            {
                return new("policy.site-noise", FormattableString.Invariant($"sites add no noise in shares in this job; this site asks for an ε of at most {most:G4} for a whole site"));
            }

            if (noise.Terms.Epsilon > most)
            {
                return new("policy.site-noise", FormattableString.Invariant($"the job promises an ε of {noise.Terms.Epsilon:G4} for a whole site; this site asks for at most {most:G4}"));
            }
        }

        if (!Matches(policy.Jobs, plan.JobName))
        {
            return new("policy.job", $"this site takes no part in jobs named \"{plan.JobName}\"");
        }

        if (!offered.Contains(plan.DataSet))
        {
            return new("policy.no-data", $"this site has no data set \"{plan.DataSet}\"");
        }

        if (!Matches(policy.DataSets, plan.DataSet))
        {
            return new("policy.data-set", $"this site's data set \"{plan.DataSet}\" may not be used");
        }

        if (plan.Model.ParameterCount > policy.MaximumParameters)
        {
            return new("policy.model-size", $"the model has {plan.Model.ParameterCount:N0} parameters; this site takes at most {policy.MaximumParameters:N0}");
        }

        if (plan.Model.ActivationCount > policy.MaximumActivations)
        {
            return new("policy.activations", $"a record takes {plan.Model.ActivationCount:N0} values; this site takes at most {policy.MaximumActivations:N0}");
        }

        if (plan.Cohort.Length < policy.MinimumCohort)
        {
            return new("policy.cohort", $"the round has {plan.Cohort.Length} sites; this site asks for at least {policy.MinimumCohort}");
        }

        if (plan.Kind == WorkKind.Train && plan.LocalEpochs > policy.MaximumLocalEpochs)
        {
            return new("policy.epochs", $"the job asks for {plan.LocalEpochs} passes over the data; this site makes at most {policy.MaximumLocalEpochs}");
        }

        if (plan.Kind == WorkKind.Train && roundsSoFar >= policy.MaximumRoundsPerJob)
        {
            return new("policy.rounds", $"this site has taken part in {roundsSoFar} rounds of this job, which is all it allows");
        }

        if (plan.Secure is { } secure && CheckEncryption(policy, secure, membershipRank) is { } refusal)
        {
            return refusal;
        }

        return policy.Hours.Length > 0 && !policy.Hours.Any(range => range.Contains(localTime))
            ? new("policy.hours", $"this site works at {string.Join(" and ", policy.Hours)}; it is {localTime:HH:mm} there")
            : null;
    }

    private static PolicyRefusal? CheckEncryption(SitePolicy policy, SecurePlan plan, int membershipRank)
    {
        if (plan.BucketSize < policy.MinimumBucket)
        {
            return new("policy.bucket", $"buckets may be as small as {plan.BucketSize} sites; this site asks for at least {policy.MinimumBucket}");
        }

        if (plan.Threshold < policy.MinimumThreshold)
        {
            return new("policy.threshold", $"{plan.Threshold} share holders can open a bucket; this site asks for at least {policy.MinimumThreshold}");
        }

        if (!policy.Roster.IsEmpty && plan.Roster.FirstOrDefault(member => !policy.Roster.Contains(member.Fingerprint)) is { } stranger)
        {
            return new("policy.roster", $"{stranger.Site} is not among the sites that this site trains with (its fingerprint is {stranger.Fingerprint})");
        }

        return policy.MaximumMembershipRank is { } limit && membershipRank >= limit
            ? new("policy.membership-rank", $"the memberships of this job's buckets have rank {membershipRank}, which is all that this site allows")
            : null;
    }

    private static bool Matches(IEnumerable<string> patterns, string name) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));
}
