using FederatedSecure.Lab.Simulation.Workers;

namespace FederatedSecure.EndToEnd.Tests.Simulation;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(3, 7)]
    public void Run_JobsWithLoops_DoEverythingOnce(int threads, int jobs)
    {
        var done = new int[jobs, 100];

        new WorkerPool<Bench>(threads, () => new Bench()).Run(Enumerable.Range(0, jobs).Select(job => (Action<WorkerPool<Bench>.Worker>)(worker =>
        {
            worker.ForEach(60, (_, i) => Interlocked.Increment(ref done[job, i]));
            worker.ForEach(40, (_, i) => Interlocked.Increment(ref done[job, 60 + i]));
        })));

        Assert.All(done.Cast<int>(), times => Assert.Equal(1, times));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_SomethingFails_ThrowsIt(bool inLoop)
    {
        var pool = new WorkerPool<Bench>(2, () => new Bench());

        var exception = Assert.Throws<InvalidOperationException>(() => pool.Run(
        [
            worker => worker.ForEach(10, (_, i) => Fail(inLoop && i == 7)),
            _ => Fail(!inLoop),
        ]));

        Assert.Equal("on purpose", exception.Message);
    }

    [Fact]
    public void ForEach_Loop_IsSharedOut()
    {
        // Two numbers that wait for each other: only two threads get them done.
        using var barrier = new Barrier(2);

        new WorkerPool<Bench>(2, () => new Bench()).Run([worker => worker.ForEach(2, (_, _) => barrier.SignalAndWait(TestContext.Current.CancellationToken))]);

        Assert.Equal(1, barrier.CurrentPhaseNumber);
    }

    private static void Fail(bool isOnPurpose)
    {
        if (isOnPurpose)
        {
            throw new InvalidOperationException("on purpose");
        }
    }

    private sealed class Bench : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
