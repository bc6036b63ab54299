using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.Demo;

/// <summary>A model trained in one place, for the parts of the demo that are not about federating.</summary>
internal static class CentralModel
{
    /// <summary>Trains from a fresh start and writes the weights.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="data">Training records.</param>
    /// <param name="options">How; its seed also makes the start.</param>
    /// <param name="file">Where the weights go, safetensors.</param>
    /// <param name="cancellation">Ends it.</param>
    public static float[] Train(ModelSpec spec, DataSet data, TrainingOptions options, string file, CancellationToken cancellation)
    {
        var layout = ParameterLayout.Of(spec);
        var weights = new float[layout.Count];
        ModelInitializer.Initialize(spec, layout, options.Seed, weights);
        var trained = LocalTrainer.Train(spec, weights, data, options, cancellation: cancellation);
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] += trained.Update[i];
        }

        using var output = new FileStream(file, FileMode.Create, FileAccess.Write);
        Safetensors.Write(output, layout, weights);
        return weights;
    }
}
