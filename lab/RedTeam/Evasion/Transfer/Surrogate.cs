using System.Globalization;
using System.Text;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.Transfer;

/// <summary>A network of the attacker's own, trained to answer like the target (Papernot et al., "Practical black-box attacks against machine learning", ASIACCS 2017).</summary>
internal static class Surrogate
{
    /// <summary>Pictures with fewer pixels on a side get no convolution.</summary>
    private const int SmallestPicture = 12;

    /// <summary>A network that owes nothing to the target's: one convolution and a hidden layer for pictures, one hidden layer for tables.</summary>
    public static ModelSpec Network(DataSet data)
    {
        var shape = string.Join(", ", data.FeatureShape);
        var classes = data.Classes.ToString(CultureInfo.InvariantCulture);
        var front = data.FeatureShape is [_, >= SmallestPicture, >= SmallestPicture]
            ? """{ "type": "conv2d", "out": 12, "kernel": 5, "stride": 2 }, { "type": "relu" }, { "type": "flatten" }, """
            : data.FeatureShape.Length > 1 ? """{ "type": "flatten" }, """ : "";
        return ModelSpec.Parse(Encoding.UTF8.GetBytes(
            $$"""
            { "input": [{{shape}}], "layers": [ {{front}}{ "type": "linear", "out": 64 }, { "type": "relu" },
              { "type": "linear", "out": {{classes}} }, { "type": "softmax-head", "classes": {{classes}} } ] }
            """));
    }

    /// <summary>The same records, labelled by the target: one query each.</summary>
    public static DataSet Relabel(ITarget target, DataSet data)
    {
        var decided = new PointTarget(target).Decide(data.Features);
        return data with { Labels = Array.ConvertAll(decided, decision => Math.Max(0, decision)) };
    }

    /// <summary>Trains on records with whatever labels they have.</summary>
    /// <param name="spec">The attacker's network.</param>
    /// <param name="data">The attacker's records.</param>
    /// <param name="epochs">Passes.</param>
    /// <param name="seed">Initial weights and order follow from it.</param>
    /// <param name="progress">Told the part that is done.</param>
    /// <param name="cancellation">Looked at before every batch.</param>
    /// <returns>Weights in layout order.</returns>
    public static float[] Train(ModelSpec spec, DataSet data, int epochs, ulong seed, IProgress<double>? progress, CancellationToken cancellation)
    {
        var weights = new float[spec.ParameterCount];
        ModelInitializer.Initialize(spec, ParameterLayout.Of(spec), seed, weights);
        var options = new TrainingOptions(epochs, BatchSize: 32, LearningRate: 0.05, Momentum: 0.9, WeightDecay: 0, Proximal: 0, seed, Threads: 1) { Device = ComputeDevice.Cpu };
        var update = LocalTrainer.Train(spec, weights, data, options, progress, cancellation).Update;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] += update[i];
        }

        return weights;
    }

    /// <summary>The trained network, all of which is seen.</summary>
    public static SpecTarget Open(ModelSpec spec, float[] weights) => new(spec, weights, CPU);
}
