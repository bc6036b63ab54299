using System.Collections.Immutable;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Aggregation.Pipeline;
using FederatedSecure.Aggregation.PreAggregators;
using FederatedSecure.Aggregation.Rules;
using FederatedSecure.Client.Work;
using FederatedSecure.Lab.Poisoning;
using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Rogue;

/// <summary>
/// A trainer that poisons. All else about its client is the real one: policy, ledger, clipping, encryption, shares. What is sent is
/// therefore within the clip norm, as the coordinator would notice otherwise.
/// </summary>
/// <remarks>An attack in update space that needs the others' updates trains on the data that the lab has given it, as they will.</remarks>
internal sealed class RogueTrainer : ITrainer
{
    private readonly RogueTerms _terms;
    private readonly ITrainer _honest;
    private readonly ImmutableArray<DataSet> _spied;
    private readonly IRandomSource _random;
    private readonly IPoisoner? _inUpdates;
    private SitePoisoner? _inData;
    private float[]? _previous;
    private int _round;

    public RogueTrainer(RogueTerms terms, ITrainer honest)
    {
        (_terms, _honest) = (terms, honest);
        _random = new SeededRandomSource(terms.Seed + (ulong)terms.Attacker);
        _inUpdates = SitePoisoners.Knows(terms.Attack) ? null : PoisonAttacks.Create(terms.Attack, new PoisonParameters(terms.Values()));
        _spied = _inUpdates?.Needs.HasFlag(AttackerKnowledge.OtherUpdates) == true
            ? [.. terms.Spied.Select(source => DataReader.Read(source, Environment.CurrentDirectory))]
            : [];
    }

    /// <inheritdoc/>
    public TrainingResult Train(ModelSpec spec, float[] weights, DataSet data, TrainingOptions options, IProgress<double> progress, CancellationToken cancellation) =>
        Poison(spec, weights, data, (records, told) => _honest.Train(spec, weights, records, options, told, cancellation), progress);

    /// <inheritdoc/>
    public TrainingResult TrainPrivately(
        ModelSpec spec, float[] weights, DataSet data, TrainingOptions options, PrivateTrainingOptions privacy, IProgress<double> progress, CancellationToken cancellation) =>
        Poison(spec, weights, data, (records, told) => _honest.TrainPrivately(spec, weights, records, options, privacy, told, cancellation), progress);

    /// <inheritdoc/>
    public EvaluationResult Evaluate(ModelSpec spec, float[] weights, DataSet data, int threads, ComputeDevice device, CancellationToken cancellation) =>
        _honest.Evaluate(spec, weights, data, threads, device, cancellation);

    /// <inheritdoc/>
    public TrainingException? ProblemWith(ComputeDevice wish) => _honest.ProblemWith(wish);

    private TrainingResult Poison(ModelSpec spec, float[] weights, DataSet data, Func<DataSet, IProgress<double>, TrainingResult> train, IProgress<double> progress)
    {
        _round++;
        var result = _inUpdates is null ? InData(spec, weights, data, train, progress) : InUpdates(_inUpdates, weights, data, train, progress);
        _previous = weights;
        return result;
    }

    private TrainingResult InData(ModelSpec spec, float[] weights, DataSet data, Func<DataSet, IProgress<double>, TrainingResult> train, IProgress<double> progress)
    {
        _inData ??= SitePoisoners.Create(_terms.Attack, new PoisonParameters(_terms.Values()), data, serverRate: 1);
        using var bench = new SiteBench(spec);
        var view = new SiteView
        {
            Model = spec,
            Global = weights,
            PreviousGlobal = _previous,
            Logits = records => bench.Logits(weights, records),
            Attacker = _terms.Attacker,
            Attackers = _terms.Attackers,
            Sites = _terms.Sites,
            Round = _round,
            Random = _random,
        };
        var result = train(_inData.Poison(data, view), progress);
        return result with { Examples = data.Count, Update = _inData.Poison(result.Update, view) };
    }

    private TrainingResult InUpdates(
        IPoisoner poisoner, float[] weights, DataSet data, Func<DataSet, IProgress<double>, TrainingResult> train, IProgress<double> progress)
    {
        var own = train(data, new Part(progress, 0, _spied.Length + 1));
        List<double[]> known = [];
        for (var i = 0; i < _spied.Length; i++)
        {
            known.Add(Doubles(train(_spied[i], new Part(progress, i + 1, _spied.Length + 1)).Update));
        }

        var sent = poisoner.Poison(new PoisonContext(known.Count > 0 ? known : [Doubles(own.Update)])
        {
            Own = [Doubles(own.Update)],
            Sites = _terms.Sites,
            Attackers = _terms.Attackers,
            Round = _round,
            PreviousDelta = _previous is { } before ? [.. weights.Select((value, i) => (double)value - before[i])] : null,
            // The attacker takes the coordinator for as careful as it can be.
            Pipeline = updates => Defended.Aggregate(updates, Math.Min(_terms.Attackers, (updates.Length - 1) / 2)).Vector,
            Random = _random,
        });
        return own with { Update = Array.ConvertAll(sent[sent.Length == 1 ? 0 : _terms.Attacker % sent.Length], value => (float)value) };
    }

    private static AggregationPipeline Defended { get; } = new(
        AggregationRules.Create("trimmed-mean", RuleParameters.None), [PreAggregations.Create("nnm", RuleParameters.None)]);

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, value => (double)value);

    /// <summary>Progress of one training among several: any progress is a sign of life to the coordinator.</summary>
    private sealed class Part(IProgress<double> whole, int done, int parts) : IProgress<double>
    {
        public void Report(double value) => whole.Report((done + value) / parts);
    }
}
