using System.Globalization;

namespace FederatedSecure.Benchmarks.Figures;

/// <summary>What the kernel says about a process (Linux).</summary>
internal static class ProcessUsage
{
    // Clock ticks per second in /proc; 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Memory in RAM now, bytes.</summary>
    public static long ResidentBytes(int processId) => Status(processId, "VmRSS:");

    /// <summary>The most memory in RAM so far, bytes.</summary>
    public static long PeakResidentBytes(int processId) => Status(processId, "VmHWM:");

    /// <summary>Processor seconds used so far, user and system together.</summary>
    public static double ProcessorSeconds(int processId)
    {
        // The second field, the name, may contain spaces; what follows its closing parenthesis does not.
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    private static long Status(int processId, string field)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
