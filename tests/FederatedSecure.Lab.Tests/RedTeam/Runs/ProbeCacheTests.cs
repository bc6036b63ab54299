using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Runs;
using FederatedSecure.Lab.Tests.RedTeam.Privacy;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Runs;

/// <summary>What a run gives its probes to work with, and what comes of it.</summary>
public sealed class ProbeCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_Probe_GetsTheRunsThreadsAndAFolderOfItsOwn()
    {
        ProbeContext? first = null, second = null, other = null;
        Run(SmallSubject.Inputs(), [Captures("evasion.a", context => first = context), Captures("evasion.b", context => second = context)], threads: 3);
        Run(SmallSubject.Inputs() with { ModelDigest = Cryptography.Content.Digest.Of("another"u8) }, [Captures("evasion.a", context => other = context)]);

        Assert.Equal((3, 3, 1), (first!.Workers, second!.Workers, other!.Workers));
        Assert.All(new[] { first, second, other }, context => Assert.StartsWith(_folder["run"] + Path.DirectorySeparatorChar, context.Cache, StringComparison.Ordinal));
        Assert.Equal(3, new[] { first.Cache, second.Cache, other.Cache }.Distinct().Count());
    }

    [Fact]
    public void Run_ProbeBreaksOff_FindsWhatItKeptUntilItIsFinished()
    {
        var found = new List<bool>();
        var probe = new FakeProbe("evasion.a", context =>
        {
            var file = Path.Combine(context.Cache!, "half");
            found.Add(File.Exists(file));
            Directory.CreateDirectory(context.Cache!);
            File.WriteAllText(file, "");
            return found.Count == 1 ? throw new InvalidOperationException("gone") : new ProbeResult([Measurement.Part("evasion.a.accuracy", 1, 2)]);
        });

        Run(SmallSubject.Inputs(), [probe]);
        Run(SmallSubject.Inputs(), [probe]);

        Assert.Equal([false, true], found);
        Assert.Empty(Directory.EnumerateFiles(_folder["run"], "half", SearchOption.AllDirectories));
    }

    [Fact]
    public void Run_InterruptedWhileShadowModelsAreTrained_GoesOnWithThoseThatThereAre()
    {
        var longAgo = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var inputs = ShadowInputs();

        Interrupt(inputs, afterModels: 2);
        var first = Kept();
        Array.ForEach(first, file => File.SetLastWriteTimeUtc(file, longAgo));
        Interrupt(inputs, afterModels: 5);
        var second = Kept();

        // Trained again, they would have been written again.
        string[] untouched = [.. second.Where(file => File.GetLastWriteTimeUtc(file) == longAgo)];
        var resumed = Shadows(inputs);

        Assert.Equal((2, 5), (first.Length, second.Length));
        Assert.Equal(first, untouched);
        Assert.Empty(Kept());
        Assert.Equal(Shadows(inputs, folder: "whole").Measurements, resumed.Measurements);
        Assert.Equal(Shadows(inputs, folder: "two", threads: 2).Measurements, resumed.Measurements);
    }

    private static FakeProbe Captures(string id, Action<ProbeContext> capture) => new(id, context =>
    {
        capture(context);
        return new ProbeResult([Measurement.Part($"{id}.accuracy", 1, 2)]);
    });

    private static RunInputs ShadowInputs()
    {
        var training = NoisyLabels.Draw(150, seed: 1);
        var subject = Contexts.Subject(NoisyLabels.Network, Networks.Trained(NoisyLabels.Network, training, epochs: 10), training, NoisyLabels.Draw(150, seed: 2));
        return SmallSubject.Inputs(subject: subject) with { Profile = ProbeCost.Standard };
    }

    /// <summary>Runs until so many of the eight shadow models are there. Calibration is the first of nine parts.</summary>
    private void Interrupt(RunInputs inputs, int afterModels)
    {
        using var source = new CancellationTokenSource();
        var display = new SilentDisplay(part =>
        {
            if (part > (afterModels + 0.5) / 9)
            {
                source.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => new SuiteRun(inputs, [new ShadowModelsProbe()], _folder["run"], 1, TimeProvider.System).Run(display, source.Token));
    }

    private string[] Kept() => [.. Directory.EnumerateFiles(_folder["run"], "shadow-*.bin", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private Assurance.Reports.ProbeReport Shadows(RunInputs inputs, string folder = "run", int threads = 1) =>
        Run(inputs, [new ShadowModelsProbe()], threads, folder).Report.Probes[0];

    private SuiteResult Run(RunInputs inputs, Probe[] probes, int threads = 1, string folder = "run") =>
        new SuiteRun(inputs, probes, _folder[folder], threads, TimeProvider.System).Run(new SilentDisplay(), TestContext.Current.CancellationToken);
}
