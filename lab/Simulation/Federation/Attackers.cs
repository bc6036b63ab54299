using System.Collections.Immutable;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Lab.Poisoning;
using FederatedSecure.Lab.Simulation.Data;
using FederatedSecure.Lab.Simulation.Grid;
using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Lab.Simulation.Federation;

/// <summary>The malicious sites of one run, all in one hand.</summary>
internal sealed class Attackers : IDisposable
{
    private readonly Cell _cell;
    private readonly SimulatedFleet _fleet;
    private readonly SimulatedRule _rule;
    private readonly ImmutableArray<DataSet> _own;
    private readonly PreparedData?[] _prepared;
    private readonly SitePoisoner? _inData;
    private readonly ImmutableArray<IPoisoner> _inUpdates;
    private float[]? _previous;
    private float[]? _global;
    private int _globalRound;

    /// <param name="cell">What is run.</param>
    /// <param name="data">The records of the scenario.</param>
    /// <param name="own">The records of each attacker.</param>
    /// <param name="rule">The coordinator's rule.</param>
    /// <param name="fleet">Trains.</param>
    public Attackers(Cell cell, ScenarioData data, ImmutableArray<DataSet> own, SimulatedRule rule, SimulatedFleet fleet)
    {
        (_cell, _fleet, _rule, _own) = (cell, fleet, rule, own);
        _prepared = new PreparedData?[own.Length];
        _inUpdates = [];
        if (cell.Attack.Attack is { } attack && own.Length > 0)
        {
            if (SitePoisoners.Knows(attack.Name))
            {
                _inData = SitePoisoners.Create(attack.Name, new PoisonParameters(attack.Parameters), data.Training, cell.Scenario.Server.LearningRate);
            }
            else
            {
                // Attacks may remember: where each site is on its own, each has one.
                _inUpdates = [.. Enumerable.Range(0, cell.Attack.KnowsAll ? 1 : own.Length).Select(_ => PoisonAttacks.Create(attack.Name, new PoisonParameters(attack.Parameters)))];
            }
        }

        Goal = _inData?.Data.Goal(data.Test);
    }

    /// <summary>The records on which the attack shows; null for attacks without.</summary>
    public DataSet? Goal { get; }

    private bool Trains => _inUpdates.IsEmpty || !_cell.Attack.KnowsAll || _inUpdates[0].Needs.HasFlag(AttackerKnowledge.OwnUpdates);

    /// <summary>What one attacker does on its own: trains on poisoned records, or honestly, or not at all.</summary>
    /// <param name="bench">Where it trains.</param>
    /// <param name="attacker">Its number among the attackers.</param>
    /// <param name="number">Its number among the sites.</param>
    /// <param name="round">The round.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="sites">Sites of the cohort.</param>
    /// <param name="weights">The global model.</param>
    public SiteReport Train(SiteBench bench, int attacker, int number, int round, int attempt, int sites, float[] weights)
    {
        if (!Trains)
        {
            var seconds = _fleet.Seconds(number, round, attempt);
            return new SiteReport(SiteNames.Of(number), null, new TrainingSummary(_own[attacker].Count, 0, seconds), null, seconds);
        }

        if (_inData is null)
        {
            return _fleet.TrainOn(bench, _prepared[attacker] ??= new PreparedData(_cell.Scenario.Model, _own[attacker]), number, round, attempt, weights);
        }

        var view = View(bench, attacker, round, sites, weights);
        SiteReport report;
        if (_inData.Data.IsStatic)
        {
            report = _fleet.TrainOn(bench, _prepared[attacker] ??= new PreparedData(_cell.Scenario.Model, _inData.Poison(_own[attacker], view)), number, round, attempt, weights);
        }
        else
        {
            using var prepared = new PreparedData(_cell.Scenario.Model, _inData.Poison(_own[attacker], view));
            report = _fleet.TrainOn(bench, prepared, number, round, attempt, weights);
        }

        return report.Update is { } update ? report with { Update = _inData.Poison(update, view) } : report;
    }

    /// <summary>Replaces what the attackers would send, once the honest updates are known.</summary>
    /// <param name="reports">What all sites come up with; changed where they are attackers.</param>
    /// <param name="known">The honest updates.</param>
    /// <param name="honest">Number of the first attacker among the sites.</param>
    /// <param name="round">The round.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="sites">Sites of the cohort.</param>
    /// <param name="weights">The global model.</param>
    public void Conspire(SiteReport[] reports, IReadOnlyList<float[]> known, int honest, int round, int attempt, int sites, float[] weights)
    {
        Remember(round, weights);
        int[] places = [.. Enumerable.Range(0, reports.Length).Where(i => SiteNames.NumberOf(reports[i].Site) >= honest && reports[i].Failure is null)];
        if (_inUpdates.IsEmpty || places.Length == 0 || known.Count == 0)
        {
            return;
        }

        if (_cell.Attack.KnowsAll)
        {
            var sent = _inUpdates[0].Poison(Context(
                [.. known.Select(Doubles)], [.. places.Select(place => reports[place].Update).OfType<float[]>().Select(Doubles)], round, attempt, sites, places.Length, weights, site: 0));
            for (var i = 0; i < places.Length; i++)
            {
                reports[places[i]] = reports[places[i]] with { Update = Floats(sent[sent.Length == 1 ? 0 : i]) };
            }

            return;
        }

        foreach (var place in places)
        {
            var attacker = SiteNames.NumberOf(reports[place].Site) - honest;
            if (reports[place].Update is { } own)
            {
                var sent = _inUpdates[attacker].Poison(Context([Doubles(own)], [Doubles(own)], round, attempt, sites, attackers: 1, weights, attacker));
                reports[place] = reports[place] with { Update = Floats(sent[0]) };
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var data in _prepared)
        {
            data?.Dispose();
        }
    }

    private PoisonContext Context(double[][] known, double[][] own, int round, int attempt, int sites, int attackers, float[] weights, int site) =>
        new(weights.Length, known)
        {
            Own = own,
            Sites = sites,
            Attackers = attackers,
            Round = round,
            PreviousDelta = _previous is { } before ? [.. weights.Select((value, i) => (double)value - before[i])] : null,
            Pipeline = vectors => Doubles(_rule.Try(
                [.. vectors.Select(Floats)],
                [.. Enumerable.Range(0, vectors.Length)],
                Math.Min(_cell.Scenario.Tolerated ?? _cell.Settings.Attackers, (vectors.Length - 1) / 2),
                root: null,
                Streams.Seed(_cell.Seed, "rule", round, attempt))),
            Random = Streams.Of(_cell.Seed, "attack", round, attempt, site),
        };

    private SiteView View(SiteBench bench, int attacker, int round, int sites, float[] weights) => new()
    {
        Model = _cell.Scenario.Model,
        Global = weights,
        PreviousGlobal = _globalRound < round ? _global : _previous,
        Logits = data => bench.Logits(weights, data),
        Attacker = attacker,
        Attackers = _own.Length,
        Sites = sites,
        Round = round,
        Random = Streams.Of(_cell.Seed, "poison", attacker),
    };

    /// <summary>Keeps the global models of this round and the one before.</summary>
    private void Remember(int round, float[] weights)
    {
        if (_globalRound != round)
        {
            (_previous, _global, _globalRound) = (_global, weights, round);
        }
    }

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, value => (double)value);

    private static float[] Floats(double[] values) => Array.ConvertAll(values, value => (float)value);
}
