using System.Diagnostics;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Training;

/// <summary>
/// The loop of <see cref="LocalTrainer"/> on a network that stays: weights go in, an update comes out. Building the network and
/// preparing the records takes longer than a tiny site trains, so that whoever simulates many sites keeps one bench a thread.
/// </summary>
/// <remarks>For one thread at a time. What was trained before changes no bit of what comes after.</remarks>
public sealed class TrainingBench : IDisposable
{
    private const int BatchSize = 256;
    private readonly TorchModel _model;
    private readonly bool _hasDropout;
    private readonly Device _device;
    private readonly int _threads;

    /// <summary>A bench on the processor: many small trainings side by side are no work for a GPU.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="threads">Threads for one operation.</param>
    /// <exception cref="TrainingException">libtorch cannot be loaded.</exception>
    public TrainingBench(ModelSpec spec, int threads)
    {
        _threads = threads;
        _hasDropout = HasDropout(spec);
        (_model, _device) = TorchRuntime.Run(threads, ComputeDevice.Cpu, device => (new TorchModel(spec, new float[spec.ParameterCount], device), device));
    }

    internal TrainingBench(ModelSpec spec, float[] weights, int threads, Device device)
    {
        _threads = threads;
        _device = device;
        _hasDropout = HasDropout(spec);
        _model = new TorchModel(spec, weights, device);
    }

    /// <inheritdoc cref="LocalTrainer.Train"/>
    public TrainingResult Train(
        float[] weights, PreparedData data, TrainingOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        TrainWith(loss: null, weights, data, options, progress, cancellation);

    /// <summary>The same with another loss.</summary>
    /// <param name="loss">What is made small; null for the cross-entropy.</param>
    /// <param name="weights">Where to start, in layout order. Not changed.</param>
    /// <param name="data">Training records.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the part that is done, 0 to 1, after batches.</param>
    /// <param name="cancellation">Looked at before every batch.</param>
    internal TrainingResult TrainWith(
        IBatchLoss? loss, float[] weights, PreparedData data, TrainingOptions options, IProgress<double>? progress, CancellationToken cancellation)
    {
        options.Check();
        return TorchRuntime.Run(_threads, ComputeDevice.Cpu, _ =>
        {
            _model.Load(weights);
            return TrainLoaded(weights, data, options, progress, cancellation, loss);
        });
    }

    /// <summary>Tells how good weights are. A loss that is not finite is told, and is no exception.</summary>
    /// <param name="weights">The weights, in layout order.</param>
    /// <param name="data">Records with labels.</param>
    /// <param name="cancellation">Looked at before every batch.</param>
    public EvaluationResult Evaluate(float[] weights, PreparedData data, CancellationToken cancellation = default) => TorchRuntime.Run(_threads, ComputeDevice.Cpu, _ =>
    {
        _model.Load(weights);
        return EvaluateLoaded(data, cancellation);
    });

    /// <summary>The logits of every record, one record after the other.</summary>
    /// <inheritdoc cref="Evaluate"/>
    public float[] Logits(float[] weights, PreparedData data, CancellationToken cancellation = default) => TorchRuntime.Run(_threads, ComputeDevice.Cpu, _ =>
    {
        _model.Load(weights);
        var all = new List<float>();
        ForEachBatch(data, (logits, _) => all.AddRange(logits.cpu().contiguous().data<float>().ToArray()), cancellation);
        return all.ToArray();
    });

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    /// <summary>Trains from the weights that the network has.</summary>
    internal TrainingResult TrainLoaded(
        float[] weights,
        PreparedData data,
        TrainingOptions options,
        IProgress<double>? progress,
        CancellationToken cancellation,
        IBatchLoss? batchLoss = null)
    {
        var startedAt = Stopwatch.GetTimestamp();
        using var optimizer = new MomentumSgd(_model.Parameters, options);
        using var dropout = _hasDropout ? new Generator(options.Seed, _device) : null;
        var random = new SeededRandomSource(options.Seed);
        var order = new long[data.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var perPass = (order.Length + options.BatchSize - 1) / options.BatchSize;
        var steps = options.LocalSteps ?? checked(options.LocalEpochs * perPass);
        var (loss, seen) = (0.0, 0);
        for (var step = 0; step < steps;)
        {
            random.Shuffle(order.AsSpan());
            using var permutation = tensor(order, device: _device);
            (loss, seen) = (0, 0);
            for (; seen < order.Length && step < steps; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                var count = Math.Min(options.BatchSize, order.Length - seen);
                var stepLoss = Step(optimizer, data, permutation, seen, count, dropout, batchLoss);
                if (!double.IsFinite(stepLoss))
                {
                    throw new TrainingException("training.not-finite", "The loss is not finite any more: use a smaller learning rate.");
                }

                loss += stepLoss * count;
                seen += count;
                progress?.Report((step + 1.0) / steps);
            }
        }

        var update = new float[weights.Length];
        _model.CopyTo(update);
        VectorKernels.Subtract(update, weights, update);
        return VectorKernels.AllFinite(update)
            ? new TrainingResult(update, data.Count, loss / seen, Stopwatch.GetElapsedTime(startedAt).TotalSeconds)
            : throw new TrainingException("training.not-finite", "The weights are not finite any more: use a smaller learning rate.");
    }

    /// <summary>Evaluates the weights that the network has.</summary>
    internal EvaluationResult EvaluateLoaded(PreparedData data, CancellationToken cancellation)
    {
        long correct = 0;
        var loss = 0.0;
        ForEachBatch(
            data,
            (logits, truth) =>
            {
                loss += TorchValue.Single(nn.functional.cross_entropy(logits, truth, reduction: nn.Reduction.Sum));
                correct += TorchValue.Int64(logits.argmax(1).eq(truth).sum());
            },
            cancellation);
        return new EvaluationResult(data.Count, correct, loss);
    }

    private static bool HasDropout(ModelSpec spec) => spec.Layers.Any(layer => layer is DropoutLayer);

    private double Step(
        MomentumSgd optimizer, PreparedData data, Tensor permutation, int first, int count, Generator? dropout, IBatchLoss? batchLoss)
    {
        using var scope = NewDisposeScope();
        var chosen = permutation.narrow(0, first, count);
        var (features, labels) = (data.Features.index_select(0, chosen), data.Labels.index_select(0, chosen));
        var loss = batchLoss?.Of(_model, features, labels, dropout) ?? nn.functional.cross_entropy(_model.Forward(features, dropout), labels);
        loss.backward();
        optimizer.Step();
        return TorchValue.Single(loss);
    }

    private void ForEachBatch(PreparedData data, Action<Tensor, Tensor> look, CancellationToken cancellation)
    {
        using var quiet = no_grad();
        for (long first = 0; first < data.Count; first += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var count = Math.Min(BatchSize, data.Count - first);
            look(_model.Forward(data.Features.narrow(0, first, count), dropout: null), data.Labels.narrow(0, first, count));
        }
    }
}
