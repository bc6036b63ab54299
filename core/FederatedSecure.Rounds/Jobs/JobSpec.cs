using FederatedSecure.Cryptography.NoiseShares;
using FederatedSecure.Models;

namespace FederatedSecure.Rounds.Jobs;

/// <summary>What a job file says, checked. See docs/job-file.md for the file's form.</summary>
public sealed record JobSpec
{
    /// <summary>A name for people, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Who can read a site's update.</summary>
    public required Protection Protection { get; init; }

    /// <summary>How updates are added up behind encryption; null where they are not.</summary>
    public EncryptionSpec? Encryption { get; init; }

    /// <summary>The noise that each site adds, worked out from what the file asks for; null where none does.</summary>
    public NoiseShare? Noise { get; init; }

    /// <summary>Name of the data set; each site maps it to files of its own.</summary>
    public required string DataSet { get; init; }

    /// <summary>The model.</summary>
    public required ModelSpec Model { get; init; }

    /// <summary>How training protects each record; null where it does not.</summary>
    public PrivacySpec? Privacy { get; init; }

    /// <summary>Local training.</summary>
    public required TrainingSpec Training { get; init; }

    /// <summary>Aggregation.</summary>
    public required AggregationSpec Aggregation { get; init; }

    /// <summary>Rounds to publish, 1 to 100,000.</summary>
    public required int Rounds { get; init; }

    /// <summary>Sites in a round.</summary>
    public required CohortSpec Cohort { get; init; }

    /// <summary>How long an attempt may last from opening to its last update.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>Reports without which nothing is published.</summary>
    public required int MinimumReports { get; init; }

    /// <summary>How long a site may be silent before it counts as late.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>Attempts at a round, one after the other, before the job fails; 1 to 100.</summary>
    public required int Attempts { get; init; }

    /// <summary>Seed of the initial weights and of the sites' split into training and validation data.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What has to be shown before a model is released; null where every published model is for use.</summary>
    public ReleaseSpec? Release { get; init; }
}
