using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Backdoors.Triggers;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.RedTeam.Probes;

/// <summary>What is attacked, and what the attackers have.</summary>
/// <param name="Open">Opens the model; one for each thread. Runs on the processor.</param>
/// <param name="Test">Records that the model has not seen, as it takes them (standardized where the model wants that).</param>
internal sealed record ProbeSubject(Func<ITarget> Open, DataSet Test)
{
    /// <summary>The model's specification; null for a file of another system, which is a black box.</summary>
    public ModelSpec? Spec { get; init; }

    /// <summary>Its weights in layout order; null for a black box.</summary>
    public float[]? Weights { get; init; }

    /// <summary>Records that the model was trained on, for attacks on privacy and for shadow models; null where nobody has them.</summary>
    public DataSet? Training { get; init; }

    /// <summary>What is promised of the training; null for nothing.</summary>
    public PrivacyClaim? Claim { get; init; }

    /// <summary>What holds between features of tabular records; null for pictures, or where nothing is known.</summary>
    public FeatureConstraints? Constraints { get; init; }

    /// <summary>Backdoors that somebody knows or suspects; empty where nobody does.</summary>
    public ImmutableArray<KnownBackdoor> KnownBackdoors { get; init; } = [];

    /// <summary>The class that people want to be in, for fairness; null for the first one of two, and for each in turn of several.</summary>
    public int? FavourableClass { get; init; }

    /// <summary>Whether the records are pictures, with values from 0 to 1.</summary>
    public bool ArePictures => Test.FeatureShape.Length == 3;

    /// <summary>Whether gradients can be had.</summary>
    public bool IsWhiteBox => Spec is not null && Weights is not null;
}
