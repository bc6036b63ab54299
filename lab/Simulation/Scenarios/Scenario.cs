using System.Collections.Immutable;
using FederatedSecure.Aggregation.ServerOptimizers;
using FederatedSecure.Lab.Simulation.Data;
using FederatedSecure.Lab.Splitting;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.Simulation.Scenarios;

/// <summary>What a scenario file says, checked. The lists are axes: every combination of their values is a cell.</summary>
internal sealed record Scenario
{
    /// <summary>A name for people.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows, for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>The records.</summary>
    public required DataSpec Data { get; init; }

    /// <summary>The model.</summary>
    public required ModelSpec Model { get; init; }

    /// <summary>All sites, or only the honest ones if <see cref="CountsHonest"/>.</summary>
    public required int Sites { get; init; }

    /// <summary>Whether attackers come on top of <see cref="Sites"/>.</summary>
    public required bool CountsHonest { get; init; }

    /// <summary>m.</summary>
    public required ImmutableArray<int> Attackers { get; init; }

    /// <summary>f that the rule is told; null for as many as there are attackers.</summary>
    public int? Tolerated { get; init; }

    /// <summary>Whether attackers have a share of the records that nobody else has, or copies of others' records.</summary>
    public bool AttackersHoldShare { get; init; }

    /// <summary>How records are dealt out.</summary>
    public required ImmutableArray<SplitSpec> Splits { get; init; }

    /// <summary>Rounds to publish.</summary>
    public required int Rounds { get; init; }

    /// <summary>The model is tested after every so many rounds, and after the last.</summary>
    public required int EvaluateEvery { get; init; }

    /// <summary>The score of a run is the mean over so many last evaluations.</summary>
    public int ScoreOver { get; init; } = 1;

    /// <summary>How a site trains.</summary>
    public required LocalSpec Training { get; init; }

    /// <summary>β that sites carry from round to round.</summary>
    public required ImmutableArray<double> WorkerMomentum { get; init; }

    /// <summary>What is done with the aggregate.</summary>
    public required ServerOptimizerOptions Server { get; init; }

    /// <summary>Sites in a round; null for all.</summary>
    public int? Participants { get; init; }

    /// <summary>Chance that a site of a round is not heard of again.</summary>
    public double DropOut { get; init; }

    /// <summary>Honest sites scale their updates down to this L2 norm; null for no bound.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Values are rounded as before encryption; null if not.</summary>
    public QuantizationSpec? Quantization { get; init; }

    /// <summary>Root records that the coordinator holds itself, for rules that want some.</summary>
    public int RootRecords { get; init; } = 100;

    /// <summary>k: 0 for single updates.</summary>
    public required ImmutableArray<int> BucketSizes { get; init; }

    /// <summary>The rules.</summary>
    public required ImmutableArray<RuleSpec> Rules { get; init; }

    /// <summary>The attacks.</summary>
    public required ImmutableArray<AttackSpec> Attacks { get; init; }

    /// <summary>The seeds.</summary>
    public required ImmutableArray<ulong> Seeds { get; init; }

    /// <summary>Where published figures come from; empty if there are none.</summary>
    public string PublishedSource { get; init; } = "";

    /// <summary>The published figures.</summary>
    public ImmutableArray<PublishedTable> Published { get; init; } = [];

    /// <summary>All that a cell's result depends on besides its place on the axes: the file's other properties, without spaces.</summary>
    public required string Common { get; init; }

    /// <summary>n, attackers included.</summary>
    public int SitesWith(int attackers) => CountsHonest ? Sites + attackers : Sites;
}
