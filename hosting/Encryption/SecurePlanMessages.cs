using System.Diagnostics.CodeAnalysis;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.NoiseShares;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Privacy;
using FederatedSecure.Protos.V1;
using RosterMember = FederatedSecure.Cryptography.SecureAggregation.RosterMember;

namespace FederatedSecure.Hosting.Encryption;

/// <summary>Takes in one site of a plan's roster: both daemons do it, each with its own idea of whom it trusts.</summary>
/// <param name="message">What the plan says.</param>
/// <param name="member">The member.</param>
/// <param name="problem">What is wrong with it.</param>
public delegate bool MemberReader(
    Protos.V1.RosterMember message, [NotNullWhen(true)] out RosterMember? member, [NotNullWhen(false)] out string? problem);

/// <summary>The encrypted part of plans.</summary>
public static class SecurePlanMessages
{
    /// <summary>Reads it: every number is held against its range before it is used.</summary>
    /// <param name="plan">The plan's message.</param>
    /// <param name="digest">SHA-256 of the plan's bytes.</param>
    /// <param name="values">Values of an update of the plan's model.</param>
    /// <param name="reader">Takes in the sites.</param>
    /// <param name="secure">The plan.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static bool TryRead(
        Plan plan, Digest digest, long values, MemberReader reader, [NotNullWhen(true)] out SecurePlan? secure, [NotNullWhen(false)] out string? problem)
    {
        secure = null;
        if (plan.Encryption is not { } message)
        {
            problem = "it does not say how to encrypt";
            return false;
        }

        if (message.Threshold > int.MaxValue || message.BucketSize > int.MaxValue || message.Bits > 64 || message.DroppedBits > 64 || message.MaximumWeight > long.MaxValue)
        {
            problem = "a number in it is out of range";
            return false;
        }

        if (message.Roster.Count > SecurePlan.MaximumSites)
        {
            problem = $"a roster has at most {SecurePlan.MaximumSites} sites; this one has {message.Roster.Count}";
            return false;
        }

        if (!message.Roster.Select(member => member.Site).Order(StringComparer.Ordinal).SequenceEqual(plan.Cohort.Order(StringComparer.Ordinal)))
        {
            problem = "its roster is not its cohort";
            return false;
        }

        var roster = new List<RosterMember>(message.Roster.Count);
        foreach (var site in message.Roster)
        {
            if (!reader(site, out var member, out problem))
            {
                return false;
            }

            roster.Add(member);
        }

        if (!TryReadNoise(plan, message.SiteNoise, out var noise, out problem))
        {
            return false;
        }

        var terms = new SecureTerms
        {
            Ring = message.Ring,
            Threshold = (int)message.Threshold,
            BucketSize = (int)message.BucketSize,
            Bits = (int)message.Bits,
            DroppedBits = (int)message.DroppedBits,
            ClipNorm = message.ClipNorm,
            Range = message.Range,
            MaximumWeight = (long)message.MaximumWeight,
            // Nothing but figures travels in an evaluation; a vector has at least one value.
            Values = plan.Task == TaskKind.Evaluate ? 1 : values,
            Noise = noise,
        };
        return SecurePlan.TryCreate(digest, roster, $"{plan.JobId} {plan.Round} {plan.Attempt}", terms, out secure, out problem);
    }

    /// <summary>What a plan says about noise in shares.</summary>
    /// <param name="terms">The terms.</param>
    public static SiteNoise ToMessage(NoiseTerms terms) => new()
    {
        Mechanism = terms.Mechanism == DistributedMechanism.Skellam ? NoiseMechanism.Skellam : NoiseMechanism.DiscreteGaussian,
        Deviation = terms.Deviation,
        Granularity = terms.Granularity,
        Beta = terms.Beta,
        Colluding = (uint)terms.Colluding,
        Epsilon = terms.Epsilon,
        Delta = terms.Delta,
        BudgetedRounds = (uint)terms.BudgetedRounds,
    };

    private static bool TryReadNoise(Plan plan, SiteNoise? message, out NoiseTerms? noise, [NotNullWhen(false)] out string? problem)
    {
        (noise, problem) = (null, null);
        if (message is null)
        {
            return true;
        }

        problem = plan.Task != TaskKind.Train ? "it asks for noise where no update travels"
            : message.Mechanism is not (NoiseMechanism.DiscreteGaussian or NoiseMechanism.Skellam) ? $"it asks for noise {message.Mechanism}, which this version does not know"
            : message.Colluding > SecurePlan.MaximumSites || message.BudgetedRounds > NoiseShare.MostRounds ? "a number of its noise is out of range"
            : null;
        if (problem is not null)
        {
            return false;
        }

        // The rest is held against its range with the other terms.
        noise = new NoiseTerms
        {
            Mechanism = message.Mechanism == NoiseMechanism.Skellam ? DistributedMechanism.Skellam : DistributedMechanism.DiscreteGaussian,
            Deviation = message.Deviation,
            Granularity = message.Granularity,
            Beta = message.Beta,
            Colluding = (int)message.Colluding,
            Epsilon = message.Epsilon,
            Delta = message.Delta,
            BudgetedRounds = (int)message.BudgetedRounds,
        };
        return true;
    }
}
