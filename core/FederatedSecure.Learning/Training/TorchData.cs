using System.Runtime.InteropServices;
using FederatedSecure.Learning.Data;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Training;

/// <summary>Records as tensors.</summary>
internal static class TorchData
{
    /// <summary>Values in one copy: a span counts its bytes with an int.</summary>
    private const int Slice = 1 << 26;

    /// <summary>All features: [records, input shape].</summary>
    public static Tensor Features(DataSet data, Device device) =>
        Upload(data.Features, [data.Count, .. data.FeatureShape.Select(size => (long)size)], device);

    /// <summary>All labels: [records].</summary>
    public static Tensor Labels(DataSet data, Device device) => tensor(Array.ConvertAll(data.Labels, label => (long)label), device: device);

    /// <summary>Copies values into a tensor, once: TorchSharp's own conversion clones the array on the managed heap first.</summary>
    public static Tensor Upload(ReadOnlySpan<float> values, long[] shape, Device device)
    {
        using var host = empty([values.Length], ScalarType.Float32, CPU);
        for (var first = 0; first < values.Length; first += Slice)
        {
            var part = values.Slice(first, Math.Min(Slice, values.Length - first));
            using var target = host.narrow(0, first, part.Length);
            MemoryMarshal.AsBytes(part).CopyTo(target.bytes);
        }

        var shaped = host.view(shape);
        if (device.type == TorchSharp.DeviceType.CPU)
        {
            return shaped;
        }

        using (shaped)
        {
            return shaped.to(device);
        }
    }

    /// <summary>Refuses data that the model was not made for. Touches no Torch.</summary>
    /// <exception cref="TrainingException">They do not fit.</exception>
    public static void RequireFit(ModelSpec spec, DataSet data)
    {
        if (data.Count == 0)
        {
            throw new TrainingException("data.empty", "There are no records to work on: add data, or hold back less of it for validation.");
        }

        if (!spec.Input.SequenceEqual(data.FeatureShape))
        {
            throw new TrainingException(
                "data.wrong-shape",
                $"The model takes records of shape [{string.Join(", ", spec.Input)}]; the data set has [{string.Join(", ", data.FeatureShape)}]. "
                + "Use the schema or the picture size that the job was made for, or correct the model's input.");
        }

        if (spec.Classes != data.Classes)
        {
            throw new TrainingException(
                "data.wrong-classes",
                $"The model tells {spec.Classes} classes apart; the data set has {data.Classes}. Name the job's classes, in its order, in the data set.");
        }

        if (data.Features.Length != (long)data.Count * data.RecordLength || data.Labels.Any(label => label < 0 || label >= data.Classes))
        {
            throw new ArgumentException("The data set contradicts itself: its features or labels are not those of its shape and classes.", nameof(data));
        }

        if (!VectorKernels.AllFinite(data.Features))
        {
            throw new TrainingException("data.not-finite", "The data set has values that are not finite: check the data.");
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
                throw new TrainingException(
                    "data.wrong-token",
                    $"A token is a whole number from 0 to {vocabulary - 1}; the data set has others. Tokens in CSV need \"standardize\": false in the schema.");
            }
        }
    }
}
