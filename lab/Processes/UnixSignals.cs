using System.Runtime.InteropServices;

namespace FederatedSecure.Lab.Processes;

/// <summary>Asks a process to end. The class library can only kill.</summary>
internal static partial class UnixSignals
{
    private const int SigTerm = 15;

    /// <returns>False where there are no signals, or the process is gone.</returns>
    public static bool Terminate(int processId) => !OperatingSystem.IsWindows() && Kill(processId, SigTerm) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
