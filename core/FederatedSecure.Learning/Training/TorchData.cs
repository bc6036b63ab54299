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

    /// <summary>All features: [records, features], or [records, height, width, channels] for pictures.</summary>
    /// <remarks>
    /// Channels last, because libtorch's pooling and the gradients of its convolutions are two to four times faster that way on a
    /// CPU. Batches that are chosen from this keep the order; <see cref="TorchModel"/> turns them back without copying.
    /// </remarks>
    public static Tensor Features(DataSet data, Device device)
    {
        long[] shape = [data.Count, .. data.FeatureShape.Select(size => (long)size)];
        if (data.FeatureShape is not [var channels, var height, var width])
        {
            return Upload(data.Features, shape, device);
        }

        if (channels == 1)
        {
            // Asked for a contiguous copy, libtorch would return this as it is, with strides that it does not take for channels last.
            return Upload(data.Features, [data.Count, height, width, 1], device);
        }

        using var features = Upload(data.Features, shape, device);
        using var channelsLast = features.permute(0, 2, 3, 1);
        return channelsLast.contiguous();
    }

    /// <summary>A batch of <see cref="Features"/> in the order of the model's input: a view, not a copy.</summary>
    public static Tensor InModelOrder(Tensor batch) => batch.dim() == 4 ? batch.permute(0, 3, 1, 2) : batch;

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

    /// <summary>The values of a contiguous tensor of the processor, where they are.</summary>
    public static Span<float> Values(this Tensor host) => MemoryMarshal.Cast<byte, float>(host.bytes);

    /// <summary>Copies the values of a contiguous tensor out of host memory: TorchSharp's own accessor walks them one by one.</summary>
    public static void Download(Tensor host, Span<float> values)
    {
        for (var first = 0; first < values.Length; first += Slice)
        {
            var part = values.Slice(first, Math.Min(Slice, values.Length - first));
            using var source = host.narrow(0, first, part.Length);
            source.bytes.CopyTo(MemoryMarshal.AsBytes(part));
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
