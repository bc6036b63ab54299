using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FederatedSecure.Lab.Processes;

/// <summary>
/// One of this solution's programs as it lies beside the running one: the build copies the coordinator and the
/// client, each with its own runtime configuration and dependency file, into the lab's output folder.
/// </summary>
public sealed record ProgramFile(string Name, string Assembly)
{
    /// <summary>The coordinator.</summary>
    public static ProgramFile Coordinator { get; } = Beside("coordinator");

    /// <summary>The client.</summary>
    public static ProgramFile Client { get; } = Beside("client");

    /// <summary>The lab itself.</summary>
    public static ProgramFile Lab { get; } = Beside("lab");

    private static ProgramFile Beside(string name) => new(name, Path.Combine(AppContext.BaseDirectory, name + ".dll"));

    /// <summary>How to start it with the runtime that runs this process, wherever that is installed.</summary>
    /// <exception cref="FileNotFoundException">The program was not built.</exception>
    internal ProcessStartInfo StartInfo()
    {
        if (!File.Exists(Assembly))
        {
            throw new FileNotFoundException($"{Assembly} is missing; build the solution first: dotnet build -c Release", Assembly);
        }

        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        string root = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        string apphost = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? Name + ".exe" : Name);
        ProcessStartInfo info;
        if (File.Exists(apphost))
        {
            info = new ProcessStartInfo(apphost);
            info.Environment["DOTNET_ROOT"] = root;
        }
        else
        {
            info = new ProcessStartInfo(Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
            info.ArgumentList.Add("exec");
            info.ArgumentList.Add(Assembly);
        }

        return info;
    }
}
