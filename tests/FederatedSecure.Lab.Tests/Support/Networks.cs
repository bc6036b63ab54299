using System.Globalization;
using System.Text;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.Tests.Support;

/// <summary>Small models with known weights, and the network of the demo.</summary>
internal static class Networks
{
    /// <summary>The demo's network for 28×28 digits: 26,010 parameters.</summary>
    public static ModelSpec DigitNetwork { get; } = Spec(
        """
        { "input": [1, 28, 28], "layers": [
          { "type": "conv2d", "out": 16, "kernel": 8, "stride": 2, "padding": 3 }, { "type": "relu" }, { "type": "max-pool2d", "kernel": 2, "stride": 1 },
          { "type": "conv2d", "out": 32, "kernel": 4, "stride": 2 }, { "type": "relu" }, { "type": "max-pool2d", "kernel": 2, "stride": 1 },
          { "type": "flatten" }, { "type": "linear", "out": 32 }, { "type": "relu" }, { "type": "linear", "out": 10 }, { "type": "softmax-head", "classes": 10 } ] }
        """);

    public static ModelSpec Spec(string json) => ModelSpec.Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>Logits W·x + b.</summary>
    public static (ModelSpec Spec, float[] Weights) Linear(float[][] w, float[] b)
    {
        var json = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{ "input": [{{w[0].Length}}], "layers": [ { "type": "linear", "out": {{b.Length}} }, { "type": "softmax-head", "classes": {{b.Length}} } ] }""");
        return (Spec(json), [.. w.SelectMany(row => row), .. b]);
    }

    /// <summary>Trains from scratch with momentum 0.9, rate 0.05, batches of 64, one thread: the same weights every time.</summary>
    public static float[] Trained(ModelSpec spec, DataSet data, int epochs, ulong seed = 1)
    {
        var weights = new float[spec.ParameterCount];
        ModelInitializer.Initialize(spec, ParameterLayout.Of(spec), seed, weights);
        var result = LocalTrainer.Train(spec, weights, data, new TrainingOptions(epochs, 64, 0.05, 0.9, 0, 0, seed, Threads: 1) { Device = ComputeDevice.Cpu });
        return [.. weights.Zip(result.Update, (weight, change) => weight + change)];
    }
}
