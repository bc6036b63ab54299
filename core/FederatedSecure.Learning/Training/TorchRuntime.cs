using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Training;

/// <summary>Everything about libtorch that is the process's and not the training's. Nothing of it is loaded before the first use.</summary>
internal static partial class TorchRuntime
{
    private static readonly Lazy<bool> Memory = new(KeepMemory);

    /// <summary>Runs something that uses libtorch, with its failures put into words.</summary>
    /// <param name="threads">Threads for one operation.</param>
    /// <param name="run">Gets the GPU where there is one, else the CPU.</param>
    /// <exception cref="TrainingException">libtorch cannot be loaded, or an operation of it failed.</exception>
    public static T Run<T>(int threads, Func<Device, T> run)
    {
        Start();
        try
        {
            // Holds for the calling thread only, where libtorch is built with OpenMP.
            set_num_threads(threads);
            return run(cuda.is_available() ? CUDA : CPU);
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

    private static void Start()
    {
        try
        {
            _ = Memory.Value;
            InitializeDeviceType(TorchSharp.DeviceType.CPU);
        }
        catch (Exception exception) when (exception is TypeInitializationException or DllNotFoundException or NotSupportedException or BadImageFormatException)
        {
            throw new TrainingException(
                "training.no-torch",
                $"libtorch cannot be loaded on this machine ({exception.GetBaseException().Message.Split('\n', 2)[0]}): install the client for this operating system and processor again.",
                exception);
        }
    }

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
