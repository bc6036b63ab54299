using System.Collections.Immutable;
using System.IO.Enumeration;
using FederatedSecure.Client.Privacy;
using FederatedSecure.Client.Sanitization;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Learning.Training;

namespace FederatedSecure.Client.Policy;

/// <summary>What a site is willing to do. Its word is final; the coordinator's wishes come second.</summary>
public sealed record SitePolicy
{
    /// <summary>Names of jobs that are accepted; * stands for anything. Default: all.</summary>
    public ImmutableArray<string> Jobs { get; init; } = ["*"];

    /// <summary>Names of data sets that may be used; * stands for anything. Default: all that <c>client data add</c> named.</summary>
    public ImmutableArray<string> DataSets { get; init; } = ["*"];

    /// <summary>Largest model, in parameters. Default 50 million (200 MB).</summary>
    public long MaximumParameters { get; init; } = 50_000_000;

    /// <summary>Most values that one record may produce in all layers together. Default 16,777,216.</summary>
    public long MaximumActivations { get; init; } = 1 << 24;

    /// <summary>Times of day, by the site's own clock, at which work may begin; over midnight too. Default: always.</summary>
    public ImmutableArray<HourRange> Hours { get; init; } = [];

    /// <summary>Most rounds of one job that the site takes part in. Default 1,000.</summary>
    public int MaximumRoundsPerJob { get; init; } = 1_000;

    /// <summary>Most passes over the data in one round. Default 100.</summary>
    public int MaximumLocalEpochs { get; init; } = 100;

    /// <summary>Smallest cohort in which the site takes part. Default 2.</summary>
    public int MinimumCohort { get; init; } = 2;

    /// <summary>Whether updates that the coordinator can read are acceptable. Default: no.</summary>
    public bool AllowPlain { get; init; }

    /// <summary>Whether the site trains without differential privacy when a job asks for that. Default: no.</summary>
    public bool AllowNonPrivate { get; init; }

    /// <summary>
    /// What all jobs together may spend of each data set's privacy: by patterns of names, of which the first that fits counts; * stands for
    /// anything. A data set that none fits is not used in private jobs. Default: ε = 10 at δ = 10⁻⁵ for each.
    /// </summary>
    public ImmutableArray<KeyValuePair<string, PrivacyBudget>> PrivacyBudgets { get; init; } = [KeyValuePair.Create("*", new PrivacyBudget(10, 1e-5))];

    /// <summary>Whether the coordinator is told what ε and δ a job has spent here, for the model's card. Default: yes.</summary>
    public bool PublishPrivacy { get; init; } = true;

    /// <summary>Which records are left out of training, by patterns of data sets' names, of which the first that fits counts. Default: none.</summary>
    public ImmutableArray<KeyValuePair<string, SanitizationRules>> Sanitization { get; init; } = [];

    /// <summary>The fewest sites whose sum may be opened. Default 3.</summary>
    public int MinimumBucket { get; init; } = 3;

    /// <summary>The fewest share holders who must agree before anything is opened; always more than half of them. Default 2.</summary>
    public int MinimumThreshold { get; init; } = 2;

    /// <summary>Fingerprints of the sites that this site trains with, itself included. Default: empty, any that its authority vouches for.</summary>
    public ImmutableArray<Digest> Roster { get; init; } = [];

    /// <summary>
    /// The largest rank that the memberships of a job's opened buckets may reach: what they would tell of updates that never change
    /// (<see cref="Cryptography.SecureAggregation.MembershipMatrix"/>). Default: none.
    /// </summary>
    public int? MaximumMembershipRank { get; init; }

    /// <summary>
    /// The most that a job may tell about this site as a whole: ε at the job's own δ, by noise that sites add in shares. Jobs without
    /// such noise are then refused. Default: none is asked for.
    /// </summary>
    public double? MaximumSiteEpsilon { get; init; }

    /// <summary>Threads for one operation while training. Default: half of the processors.</summary>
    public int Threads { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>What training and evaluation compute with. Default: a GPU where libtorch can use one.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Auto;

    /// <summary>What is left out of a data set's training records; null if nothing is.</summary>
    public SanitizationRules? SanitizationOf(string dataSet) =>
        Sanitization.FirstOrDefault(rules => FileSystemName.MatchesSimpleExpression(rules.Key, dataSet, ignoreCase: false)).Value;

    /// <summary>What a data set may spend in all; null if nothing.</summary>
    public PrivacyBudget? BudgetOf(string dataSet) =>
        PrivacyBudgets.FirstOrDefault(budget => FileSystemName.MatchesSimpleExpression(budget.Key, dataSet, ignoreCase: false)).Value;
}
