using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Training;

/// <summary>Everything about libtorch that is the process's and not the training's. Nothing of it is loaded before the first use.</summary>
internal static partial class TorchRuntime
{
    private static readonly Lazy<bool> Memory = new(KeepMemory);
    private static readonly Lazy<bool> Cuda = new(FindCuda);

    /// <summary>Whether libtorch can use a GPU here. Asked once: GPUs do not come and go while a process lives.</summary>
    /// <exception cref="TrainingException">libtorch cannot be loaded.</exception>
    public static bool HasCuda
    {
        get
        {
            try
            {
                return Cuda.Value;
            }
            catch (Exception exception) when (IsLoading(exception))
            {
                throw NoTorch(exception);
            }
        }
    }

    /// <summary>Runs something that uses libtorch, with its failures put into words.</summary>
    /// <param name="threads">Threads for one operation.</param>
    /// <param name="wish">What is to compute.</param>
    /// <param name="run">Gets the device.</param>
    /// <exception cref="TrainingException">libtorch cannot be loaded, there is no such device, or an operation of it failed.</exception>
    public static T Run<T>(int threads, ComputeDevice wish, Func<Device, T> run)
    {
        var device = Start(wish);
        try
        {
            // Holds for the calling thread only, where libtorch is built with OpenMP.
            set_num_threads(threads);
            return run(device);
        }
        catch (ExternalException exception)
        {
            // libtorch appends its own call stack.
            var reason = exception.Message.Split('\n', 2)[0];
            var code = reason.Contains("out of memory", StringComparison.OrdinalIgnoreCase) || reason.Contains("not enough memory", StringComparison.OrdinalIgnoreCase)
                ? "training.out-of-memory"
                : "training.failed";
            throw new TrainingException(
                code,
                code == "training.failed" ? $"An operation of libtorch failed: {reason}" : "There is not enough memory for this model: use a smaller batch, or a machine with more.",
                exception);
        }
    }

    private static Device Start(ComputeDevice wish)
    {
        var onGpu = ComputeDevices.Choose(wish, wish != ComputeDevice.Cpu && HasCuda);
        try
        {
            _ = Memory.Value;
            InitializeDeviceType(TorchSharp.DeviceType.CPU);
            return onGpu ? CUDA : CPU;
        }
        catch (Exception exception) when (IsLoading(exception))
        {
            throw NoTorch(exception);
        }
    }

    /// <summary>Before anything else is loaded: what has asked libtorch for GPUs without its CUDA part hears "none" ever after.</summary>
    private static bool FindCuda()
    {
        if (!cuda.is_available())
        {
            return false;
        }

        // Products of 10 bits would carry clipped gradients over their bound: privacy rests on single precision.
        backends.cuda.matmul.allow_tf32 = false;
        backends.cudnn.allow_tf32 = false;
        return true;
    }

    private static bool IsLoading(Exception exception) =>
        exception is TypeInitializationException or DllNotFoundException or NotSupportedException or BadImageFormatException;

    private static TrainingException NoTorch(Exception exception) => new(
        "training.no-torch",
        $"libtorch cannot be loaded on this machine ({exception.GetBaseException().Message.Split('\n', 2)[0]}): install the client for this operating system and processor again.",
        exception);

    /// <summary>
    /// Every step allocates and frees the same activations. glibc hands such memory back to the kernel and gets it again, zeroed,
    /// page by page, which takes up to a quarter of a step; so it keeps up to 256 MiB.
    /// </summary>
    private static bool KeepMemory()
    {
        const int trimThreshold = -1, mmapThreshold = -3;
        try
        {
            return OperatingSystem.IsLinux() && SetMallocOption(trimThreshold, 256 << 20) != 0 && SetMallocOption(mmapThreshold, 32 << 20) != 0;
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library, as musl: slower, not wrong.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetMallocOption(int option, int value);
}
