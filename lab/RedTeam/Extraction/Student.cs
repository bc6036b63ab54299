using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace FederatedSecure.Lab.RedTeam.Extraction;

/// <summary>
/// The copy: a network with one hidden layer that learns probabilities, by cross-entropy with soft targets. The thief knows nothing of the
/// original's own layers.
/// </summary>
internal sealed class Student : IDisposable
{
    private const int Hidden = 128;
    private const int Batch = 32;

    private readonly TorchModel _model;
    private readonly MomentumSgd _descent;
    private readonly int _inputs;
    private readonly int _classes;

    /// <param name="inputs">Values of one input.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="seed">Initial weights follow from it.</param>
    public Student(int inputs, int classes, ulong seed)
    {
        (_inputs, _classes) = (inputs, classes);
        Spec = ModelSpec.Create([inputs], [new LinearLayer(Hidden), new ReluLayer(), new LinearLayer(classes), new SoftmaxHeadLayer(classes)]);
        var weights = new float[Spec.ParameterCount];
        ModelInitializer.Initialize(Spec, ParameterLayout.Of(Spec), Streams.Seed(seed, "student"), weights);
        _model = new TorchModel(Spec, weights, CPU);
        _descent = new MomentumSgd(_model.Parameters, new TrainingOptions(1, Batch, 0.02, 0.9, 0, 0, seed, Threads: 1));
    }

    /// <summary>The copy's own layers.</summary>
    public ModelSpec Spec { get; }

    /// <summary>Learns what was written down, from where it stands.</summary>
    public void Learn(Transcript transcript, int epochs, SeededRandomSource random, CancellationToken cancellation)
    {
        var count = transcript.Answers.Count / _classes;
        using var inputs = TorchData.Upload(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(transcript.Inputs), [count, _inputs], CPU);
        using var answers = TorchData.Upload(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(transcript.Answers), [count, _classes], CPU);
        var order = Enumerable.Range(0, count).Select(i => (long)i).ToArray();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order.AsSpan());
            using var permutation = tensor(order);
            for (var first = 0; first < count; first += Batch)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var chosen = permutation.narrow(0, first, Math.Min(Batch, count - first));
                var logarithms = F.log_softmax(_model.Forward(inputs.index_select(0, chosen), dropout: null), 1);
                var loss = (logarithms * answers.index_select(0, chosen)).sum([1L]).mean().neg();
                loss.backward();
                _descent.Step();
            }
        }
    }

    /// <summary>A row of probabilities for each input.</summary>
    public float[] Probabilities(ReadOnlySpan<float> inputs)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var count = inputs.Length / _inputs;
        var values = new float[count * _classes];
        TorchData.Download(_model.Forward(TorchData.Upload(inputs, [count, _inputs], CPU), dropout: null).softmax(1).contiguous().flatten(), values);
        return values;
    }

    /// <summary>What it decides for each input.</summary>
    public int[] Decide(ReadOnlySpan<float> inputs) => Decisions(Probabilities(inputs), _classes);

    /// <summary>∂p_y/∂x of each input.</summary>
    /// <param name="inputs">Values of all inputs, one after the other.</param>
    /// <param name="labels">y of each.</param>
    public float[] Slopes(ReadOnlySpan<float> inputs, int[] labels)
    {
        using var scope = NewDisposeScope();
        var leaf = TorchData.Upload(inputs, [labels.Length, _inputs], CPU).requires_grad_(true);
        var chosen = tensor(Array.ConvertAll(labels, label => (long)label)).unsqueeze(1);
        // The logarithm has the same sign, and does not vanish where the copy is sure.
        var logarithms = F.log_softmax(_model.Forward(leaf, dropout: null), 1).gather(1, chosen).sum();
        var slopes = new float[inputs.Length];
        TorchData.Download(autograd.grad([logarithms], [leaf])[0].detach().contiguous().flatten(), slopes);
        return slopes;
    }

    /// <summary>The largest of each row.</summary>
    public static int[] Decisions(ReadOnlySpan<float> probabilities, int classes)
    {
        var decisions = new int[probabilities.Length / classes];
        for (var i = 0; i < decisions.Length; i++)
        {
            decisions[i] = TensorPrimitives.IndexOfMax(probabilities.Slice(i * classes, classes));
        }

        return decisions;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _descent.Dispose();
        _model.Dispose();
    }
}
