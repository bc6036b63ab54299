using FederatedSecure.Learning.Data;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Training;

/// <summary>Records as tensors.</summary>
internal static class TorchData
{
    /// <summary>The GPU where there is one, else the CPU.</summary>
    public static Device Device() => cuda.is_available() ? CUDA : CPU;

    /// <summary>All features: [records, input shape].</summary>
    public static Tensor Features(DataSet data, Device device)
    {
        using var flat = tensor(data.Features);
        return flat.view([data.Count, .. data.FeatureShape.Select(size => (long)size)]).to(device, copy: true);
    }

    /// <summary>All labels: [records].</summary>
    public static Tensor Labels(DataSet data, Device device) => tensor(Array.ConvertAll(data.Labels, label => (long)label), device: device);

    /// <summary>Refuses data that the model was not made for.</summary>
    /// <exception cref="TrainingException">They do not fit.</exception>
    public static void RequireFit(ModelSpec spec, DataSet data)
    {
        if (data.Count == 0)
        {
            throw new TrainingException("data.empty", "There are no records to work on.");
        }

        if (!spec.Input.SequenceEqual(data.FeatureShape))
        {
            throw new TrainingException(
                "data.wrong-shape",
                $"The model takes records of shape [{string.Join(", ", spec.Input)}]; the data set has [{string.Join(", ", data.FeatureShape)}].");
        }

        if (spec.Classes != data.Classes)
        {
            throw new TrainingException("data.wrong-classes", $"The model tells {spec.Classes} classes apart; the data set has {data.Classes}.");
        }

        if (spec.Layers[0] is EmbeddingBagLayer bag)
        {
            RequireTokens(data, bag.Vocabulary);
        }
    }

    private static void RequireTokens(DataSet data, int vocabulary)
    {
        foreach (var token in data.Features)
        {
            if (!(token >= 0 && token < vocabulary) || token != MathF.Floor(token))
            {
                throw new TrainingException("data.wrong-token", $"A token is a whole number from 0 to {vocabulary - 1}; the data set has others.");
            }
        }
    }
}
