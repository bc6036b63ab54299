using FederatedSecure.EndToEnd.Tests.Support;

namespace FederatedSecure.EndToEnd.Tests;

public sealed class NoTorchTests
{
    [Fact]
    public async Task Coordinator_AfterARound_HasNoTensorLibraryInMemory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        await using var federation = await TestFederation.StartAsync(sites: 2, recordsPerSite: 120);

        var job = await federation.SubmitAsync(new SpamJob { Rounds = 1 }.Text());
        await federation.FinishAsync(job);

        Assert.DoesNotContain(MappedFiles(federation.Coordinator.Process.Id), IsTorch);
        // The same look at a client finds it, so the look is a good one.
        Assert.Contains(MappedFiles(federation.Processes.Sites[0].Process.Id), IsTorch);
    }

    private static IEnumerable<string> MappedFiles(int processId) => File.ReadLines($"/proc/{processId}/maps");

    private static bool IsTorch(string mapping) => mapping.Contains("torch", StringComparison.OrdinalIgnoreCase);
}
