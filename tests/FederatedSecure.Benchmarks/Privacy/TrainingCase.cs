using System.Collections.Immutable;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Benchmarks.Privacy;

/// <summary>A model with random records, trained by the trainers themselves with and without privacy.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Spec">The model.</param>
/// <param name="Batch">Records of a step; in private training the expected number.</param>
/// <param name="Steps">Steps in one sample.</param>
internal sealed record TrainingCase(string Name, ModelSpec Spec, int Batch, int Steps)
{
    /// <summary>Threads of both trainers. One, and processor time: on a shared machine a thread that waits for another waits for the neighbours, too.</summary>
    public const int Threads = 1;

    /// <summary>Every record of a data set this many times the batch is drawn with probability 1/8.</summary>
    private const int Batches = 8;

    private readonly Lazy<DataSet> _data = new(() => Records(Spec, Batch * Batches));
    private readonly Lazy<float[]> _weights = new(() => Initial(Spec));

    /// <summary>Its records.</summary>
    public DataSet Data => _data.Value;

    /// <summary>Where training starts.</summary>
    public float[] Weights => _weights.Value;

    /// <summary>The convolutional network of Opacus' MNIST example: 26,010 parameters.</summary>
    public static ModelSpec Convolutional { get; } = ModelSpec.Create(
        [1, 28, 28],
        [
            new Conv2dLayer(16, 8, Stride: 2, Padding: 3), new ReluLayer(), new MaxPool2dLayer(2, 1),
            new Conv2dLayer(32, 4, Stride: 2), new ReluLayer(), new MaxPool2dLayer(2, 1),
            new FlattenLayer(), new LinearLayer(32), new ReluLayer(), new LinearLayer(10), new SoftmaxHeadLayer(10),
        ]);

    /// <summary>Three linear layers: 59,210 parameters.</summary>
    public static ModelSpec Perceptron { get; } = ModelSpec.Create(
        [784], [new LinearLayer(70), new ReluLayer(), new LinearLayer(50), new ReluLayer(), new LinearLayer(10), new SoftmaxHeadLayer(10)]);

    /// <summary>Group norm after each convolution, 32×32 in colour: about half a million parameters.</summary>
    public static ModelSpec Normalized { get; } = ModelSpec.Create(
        [3, 32, 32],
        [
            new Conv2dLayer(32, 3, Padding: 1), new GroupNormLayer(8), new ReluLayer(), new Conv2dLayer(64, 3, Padding: 1), new GroupNormLayer(8),
            new ReluLayer(), new MaxPool2dLayer(2, 2), new Conv2dLayer(128, 3, Padding: 1), new GroupNormLayer(8), new ReluLayer(),
            new MaxPool2dLayer(2, 2), new Conv2dLayer(128, 3, Padding: 1), new GroupNormLayer(8), new ReluLayer(), new MaxPool2dLayer(2, 2),
            new FlattenLayer(), new LinearLayer(104), new ReluLayer(), new LinearLayer(10), new SoftmaxHeadLayer(10),
        ]);

    /// <summary>All that are measured.</summary>
    public static ImmutableArray<TrainingCase> All { get; } =
    [
        new("CNN of Opacus' example", Convolutional, 64, 32),
        new("CNN of Opacus' example", Convolutional, 256, 16),
        new("CNN of Opacus' example", Convolutional, 1024, 8),
        new("MLP, 784-70-50-10", Perceptron, 64, 256),
        new("MLP, 784-70-50-10", Perceptron, 256, 128),
        new("MLP, 784-70-50-10", Perceptron, 1024, 64),
        new("group-norm CNN, 32×32×3", Normalized, 32, 8),
        new("group-norm CNN, 32×32×3", Normalized, 128, 4),
    ];

    /// <summary>Trains without privacy; returns processor seconds of a step.</summary>
    public double Plain(CancellationToken cancellation) => Measure(() => LocalTrainer.Train(Spec, Weights, Data, Options, progress: null, cancellation));

    /// <summary>Trains with privacy, noise from the operating system's generator; returns processor seconds of a step.</summary>
    public double Private(CancellationToken cancellation) => Measure(() => PrivateTrainer.Train(
        Spec, Weights, Data, Options, new PrivateTrainingOptions(ClipNorm: 1, NoiseMultiplier: 1), SecureRandomSource.Instance, progress: null, cancellation));

    private double Measure(Func<TrainingResult> train)
    {
        var before = Environment.CpuUsage.TotalTime;
        train();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds / Taken;
    }

    private int Passes => Math.Max(1, Steps / Batches);

    private int Taken => Passes * Batches;

    private TrainingOptions Options => new(Passes, Batch, LearningRate: 0.01, Momentum: 0, WeightDecay: 0, Proximal: 0, Seed: 1, Threads);

    private static DataSet Records(ModelSpec spec, int count)
    {
        var random = new SeededRandomSource(1);
        var features = new float[count * spec.Input.Aggregate(1, (product, size) => product * size)];
        foreach (ref var value in features.AsSpan())
        {
            value = (float)random.NextDouble();
        }

        return new DataSet(
            features,
            spec.Input,
            [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(spec.Classes))],
            [.. Enumerable.Range(0, spec.Classes).Select(i => $"{i}")],
            [],
            ImmutableDictionary<string, string[]>.Empty);
    }

    private static float[] Initial(ModelSpec spec)
    {
        var weights = new float[spec.ParameterCount];
        ModelInitializer.Initialize(spec, ParameterLayout.Of(spec), seed: 1, weights);
        return weights;
    }
}
