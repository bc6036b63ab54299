using System.Collections.Immutable;

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

    /// <summary>Whether updates that the coordinator can read are acceptable. Default: yes, since there is nothing else yet.</summary>
    public bool AllowPlain { get; init; } = true;

    /// <summary>Threads for one operation while training. Default: half of the processors.</summary>
    public int Threads { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);
}
