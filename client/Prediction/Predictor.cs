using System.Collections.Immutable;
using FederatedSecure.Client.Prediction.Guard;
using FederatedSecure.Client.Prediction.Log;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Statistics.Reference;

namespace FederatedSecure.Client.Prediction;

/// <summary>
/// Answers inputs with a released model: the guard looks first, the model decides, the log is on disk, and only then there is an answer.
/// </summary>
/// <remarks>Several threads may ask; they are served one after the other.</remarks>
internal sealed class Predictor : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ReleasedModel _model;
    private readonly ReferenceStatistics _reference;
    private readonly PredictionLog _log;
    private readonly TimeProvider _time;
    private readonly InputGuard _guard;
    private readonly DriftWindow _window;
    private readonly RefusalBudget _refusals;
    private readonly TrainingBench _bench;

    /// <param name="model">The model.</param>
    /// <param name="reference">What its inputs look like.</param>
    /// <param name="log">Where predictions are written down. Belongs to this from now on.</param>
    /// <param name="time">The clock of the log.</param>
    public Predictor(ReleasedModel model, ReferenceStatistics reference, PredictionLog log, TimeProvider time)
    {
        (_model, _reference, _log, _time) = (model, reference, log, time);
        (_guard, _window, _refusals) = (new InputGuard(reference), new DriftWindow(reference), new RefusalBudget(time));
        _bench = new TrainingBench(model.Spec, threads: 1);
    }

    /// <summary>The last comparison of inputs with the reference.</summary>
    public DriftReport? Drift
    {
        get
        {
            lock (_lock)
            {
                return _window.Report;
            }
        }
    }

    /// <summary>The model's version.</summary>
    public string Version => _model.Digest;

    /// <summary>Names of the features, in order.</summary>
    public IReadOnlyList<string> Features => [.. _reference.Features.Select(feature => feature.Name)];

    /// <summary>Answers inputs, in their order.</summary>
    /// <exception cref="IOException">The log cannot be written. Nothing is answered then.</exception>
    public ImmutableArray<Answer> Predict(IReadOnlyList<PredictionInput> inputs, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var refused = inputs.Select(Refusal).ToArray();
            var accepted = Enumerable.Range(0, inputs.Count).Where(i => refused[i] is null).ToArray();
            var decided = Decide([.. accepted.Select(i => inputs[i].Values!)], cancellation);
            var answers = new Answer[inputs.Count];
            var entries = new List<PredictionEntry>();
            for (int i = 0, next = 0; i < answers.Length; i++)
            {
                answers[i] = refused[i] is { } refusal ? Refuse(inputs[i], refusal, entries) : Answer(inputs[i].Values!, decided[next++], entries);
            }

            NoteSuppressed(entries, isEnd: false);
            _log.Append(entries);
            foreach (var i in accepted.Where(i => answers[i].IsPredicted))
            {
                _window.Add(inputs[i].Values!);
            }

            return [.. answers];
        }
    }

    /// <summary>Writes down what was held back, and closes the log.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            try
            {
                var entries = new List<PredictionEntry>();
                NoteSuppressed(entries, isEnd: true);
                _log.Append(entries);
            }
            finally
            {
                _bench.Dispose();
                _log.Dispose();
            }
        }
    }

    private (string Rule, string Message)? Refusal(PredictionInput input) =>
        input.Values is { } values ? _guard.Check(values) : ("format", input.Problem!);

    private Answer Refuse(PredictionInput input, (string Rule, string Message) refusal, List<PredictionEntry> entries)
    {
        NoteSuppressed(entries, isEnd: false);
        if (_refusals.TryTake())
        {
            entries.Add(new PredictionEntry(_time.GetUtcNow(), "refused", _model.Digest)
            {
                Input = input.Values is { } values ? _log.Keys.Fingerprint(values) : _log.Keys.FingerprintOfText(input.Text),
                Reason = refusal.Rule,
            });
        }

        return new Answer("refused", Reason: refusal.Message);
    }

    private Answer Answer(float[] values, (int Class, double Confidence)? decided, List<PredictionEntry> entries)
    {
        if (decided is not var (label, confidence))
        {
            entries.Add(new PredictionEntry(_time.GetUtcNow(), "refused", _model.Digest) { Input = _log.Keys.Fingerprint(values), Reason = "output is not finite" });
            return new Answer("refused", Reason: "the model's output for it is not a finite number");
        }

        var isUnusual = _guard.Score(values).IsUnusual;
        ImmutableArray<string> flags = [.. isUnusual ? ["unusual"] : Array.Empty<string>(), .. _window.Report is { IsDrifting: true } ? ["drift"] : Array.Empty<string>()];
        entries.Add(new PredictionEntry(_time.GetUtcNow(), "predicted", _model.Digest)
        {
            Input = _log.Keys.Fingerprint(values),
            Class = _reference.Classes[label],
            Confidence = confidence,
            Flags = flags,
        });
        return new Answer("predicted", _reference.Classes[label], Math.Round(confidence, 6), isUnusual);
    }

    private void NoteSuppressed(List<PredictionEntry> entries, bool isEnd)
    {
        if (_refusals.TakeSuppressed(isEnd) is > 0 and var count)
        {
            entries.Add(new PredictionEntry(_time.GetUtcNow(), "suppressed", _model.Digest) { Count = count });
        }
    }

    /// <summary>The class of each record and its probability; null where an output is not finite.</summary>
    private (int Class, double Confidence)?[] Decide(float[][] records, CancellationToken cancellation)
    {
        if (records.Length == 0)
        {
            return [];
        }

        using var prepared = new PreparedData(_model.Spec, Standardized(records));
        var logits = _bench.Logits(_model.Weights, prepared, cancellation);
        return [.. logits.Chunk(_model.Spec.Classes).Select(Softmax)];
    }

    private DataSet Standardized(float[][] records)
    {
        float[] values = [.. records.SelectMany(record => record)];
        var length = _reference.Features.Length;
        foreach (var feature in _reference.Standardized)
        {
            var (mean, deviation) = ((float)_reference.Features[feature].Mean, _reference.Features[feature].Deviation);
            var scale = deviation > 1e-12 ? (float)(1 / deviation) : 0;
            for (var i = feature; i < values.Length; i += length)
            {
                values[i] = (values[i] - mean) * scale;
            }
        }

        return new DataSet(values, [.. _reference.Shape], new int[records.Length], [.. _reference.Classes], [], ImmutableDictionary<string, string[]>.Empty);
    }

    private static (int Class, double Confidence)? Softmax(float[] logits)
    {
        if (!Array.TrueForAll(logits, float.IsFinite))
        {
            return null;
        }

        var largest = logits.Max();
        var sum = logits.Sum(logit => Math.Exp(logit - largest));
        return (Array.IndexOf(logits, largest), 1 / sum);
    }
}
