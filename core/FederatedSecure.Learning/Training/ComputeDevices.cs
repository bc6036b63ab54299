namespace FederatedSecure.Learning.Training;

/// <summary>What this machine can compute with. The first question loads libtorch.</summary>
public static class ComputeDevices
{
    private const string NoCuda =
        "\"cuda\" was asked for, and libtorch finds no NVIDIA GPU that it can use: build the client with -p:Torch=cuda and install NVIDIA's driver "
        + "(docs/operator-guide.md, \"Train on a GPU\"), or set \"device\" to \"auto\" or \"cpu\".";

    /// <summary>Whether libtorch can use a GPU here.</summary>
    /// <exception cref="TrainingException">libtorch cannot be loaded.</exception>
    public static bool HasCuda => TorchRuntime.HasCuda;

    /// <summary>What speaks against computing with a device here; null if nothing does.</summary>
    /// <param name="wish">What is asked for.</param>
    public static TrainingException? ProblemWith(ComputeDevice wish)
    {
        try
        {
            // The processor is always there, and so is something to choose: no library is loaded to find that out.
            _ = wish == ComputeDevice.Cuda && Choose(wish, HasCuda);
            return null;
        }
        catch (TrainingException exception)
        {
            return exception;
        }
    }

    /// <summary>Whether to compute on the GPU.</summary>
    /// <param name="wish">What is asked for.</param>
    /// <param name="hasCuda">Whether there is one.</param>
    /// <exception cref="TrainingException">One is asked for, and there is none.</exception>
    internal static bool Choose(ComputeDevice wish, bool hasCuda) => (wish, hasCuda) switch
    {
        (ComputeDevice.Cpu, _) => false,
        (ComputeDevice.Auto, _) => hasCuda,
        (ComputeDevice.Cuda, true) => true,
        (ComputeDevice.Cuda, false) => throw new TrainingException("training.no-cuda", NoCuda),
        _ => throw new ArgumentOutOfRangeException(nameof(wish), wish, "Nobody knows such a device."),
    };
}
