using FederatedSecure.Learning.Data;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Training;

/// <summary>Records as a <see cref="TrainingBench"/> wants them, checked and copied once however often they are trained on.</summary>
/// <remarks>Read only: several benches on several threads may work on the same.</remarks>
public sealed class PreparedData : IDisposable
{
    /// <param name="spec">The model that they are for.</param>
    /// <param name="data">The records.</param>
    /// <exception cref="TrainingException">The data do not fit the model, or libtorch cannot be loaded.</exception>
    public PreparedData(ModelSpec spec, DataSet data)
    {
        TorchData.RequireFit(spec, data);
        Count = data.Count;
        (Features, Labels) = TorchRuntime.Run(
            threads: 1,
            ComputeDevice.Cpu,
            device => (TorchData.Features(data, device).DetachFromDisposeScope(), TorchData.Labels(data, device).DetachFromDisposeScope()));
    }

    internal PreparedData(DataSet data, Device device)
    {
        Count = data.Count;
        Features = TorchData.Features(data, device);
        Labels = TorchData.Labels(data, device);
    }

    /// <summary>Number of records.</summary>
    public int Count { get; }

    internal Tensor Features { get; }

    internal Tensor Labels { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Features.Dispose();
        Labels.Dispose();
    }
}
