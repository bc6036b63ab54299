using System.Diagnostics;
using FederatedSecure.Benchmarks.Figures;

namespace FederatedSecure.Benchmarks.Lattice;

/// <summary>How often something can be done in a second, on one thread.</summary>
/// <param name="work">What is done.</param>
internal sealed class Pace(Action work)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(0.4);

    /// <summary>Seconds that one call takes, a sample a run.</summary>
    public Samples Seconds { get; } = new();

    /// <summary>Adds a sample: the mean over a window.</summary>
    public double Sample()
    {
        if (Seconds.Count == 0)
        {
            // The compiler's last word on a method comes after a while.
            Measure();
        }

        var seconds = Measure();
        Seconds.Add(seconds);
        return seconds;
    }

    private double Measure()
    {
        var calls = 0;
        var watch = Stopwatch.StartNew();
        do
        {
            work();
            calls++;
        }
        while (watch.Elapsed < Window);
        return watch.Elapsed.TotalSeconds / calls;
    }
}
