using System.Runtime.ExceptionServices;

namespace FederatedSecure.Lab.Simulation.Workers;

/// <summary>
/// A fixed number of threads, each with a workbench of its own. Works through jobs; a job may share out loops, in which threads without a
/// job of their own help, so that all cores are busy with many small jobs as with one large.
/// </summary>
/// <remarks>Which thread does what is left to chance: what is computed must not depend on it.</remarks>
/// <typeparam name="TBench">The workbench.</typeparam>
/// <param name="threads">Number of threads, at least 1.</param>
/// <param name="create">Makes a workbench, on the thread that uses it.</param>
internal sealed class WorkerPool<TBench>(int threads, Func<TBench> create)
    where TBench : class, IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<Action<Worker>> _jobs = new();
    private readonly List<Loop> _loops = [];
    private Exception? _failure;
    private int _running;

    /// <summary>Runs the jobs and returns when all are done, or throws what the first that failed threw; the others are not begun then.</summary>
    public void Run(IEnumerable<Action<Worker>> jobs)
    {
        foreach (var job in jobs)
        {
            _jobs.Enqueue(job);
        }

        Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(Work) { IsBackground = true, Name = $"simulation {i}" })];
        foreach (var thread in all)
        {
            thread.Start();
        }

        foreach (var thread in all)
        {
            thread.Join();
        }

        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }
    }

    private void Work()
    {
        try
        {
            using var bench = create();
            var worker = new Worker(this, bench);
            while (Next(out var job, out var loop))
            {
                if (job is not null)
                {
                    try
                    {
                        job(worker);
                    }
                    finally
                    {
                        Ended();
                    }
                }
                else
                {
                    loop?.Work(bench);
                }
            }
        }
        catch (Exception exception)
        {
            // The first failure ends all; it is thrown again where the pool was started.
            lock (_gate)
            {
                _failure ??= exception;
                _jobs.Clear();
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Waits for something to do; false when there will be nothing more.</summary>
    private bool Next(out Action<Worker>? job, out Loop? loop)
    {
        lock (_gate)
        {
            while (true)
            {
                (job, loop) = (null, null);
                if (_jobs.TryDequeue(out job))
                {
                    _running++;
                    return true;
                }

                if (_running == 0)
                {
                    return false;
                }

                loop = _loops.Find(open => open.HasMore);
                if (loop is not null)
                {
                    return true;
                }

                Monitor.Wait(_gate);
            }
        }
    }

    private void Ended()
    {
        lock (_gate)
        {
            _running--;
            Monitor.PulseAll(_gate);
        }
    }

    private void Share(int count, Action<TBench, int> body, TBench own)
    {
        var loop = new Loop(count, body);
        lock (_gate)
        {
            _loops.Add(loop);
            Monitor.PulseAll(_gate);
        }

        loop.Work(own);
        loop.WaitForHelpers();
        lock (_gate)
        {
            _loops.Remove(loop);
        }

        loop.ThrowIfFailed();
    }

    /// <summary>A thread as a job sees it.</summary>
    internal sealed class Worker(WorkerPool<TBench> pool, TBench bench)
    {
        /// <summary>The thread's workbench.</summary>
        public TBench Bench => bench;

        /// <summary>Does something for 0 to <paramref name="count"/> − 1, in any order, also on other threads; returns when all is done.</summary>
        public void ForEach(int count, Action<TBench, int> body) => pool.Share(count, body, bench);
    }

    private sealed class Loop(int count, Action<TBench, int> body)
    {
        private readonly object _gate = new();
        private int _next = -1;
        private int _busy;
        private Exception? _failure;

        public bool HasMore => Volatile.Read(ref _next) < count - 1;

        /// <summary>Takes one number after the other until there are none left. Whoever comes late finds nothing to do.</summary>
        public void Work(TBench bench)
        {
            lock (_gate)
            {
                _busy++;
            }

            try
            {
                for (var i = Interlocked.Increment(ref _next); i < count && Volatile.Read(ref _failure) is null; i = Interlocked.Increment(ref _next))
                {
                    body(bench, i);
                }
            }
            catch (Exception exception)
            {
                // Thrown again on the thread whose loop it is.
                Interlocked.CompareExchange(ref _failure, exception, null);
            }
            finally
            {
                lock (_gate)
                {
                    _busy--;
                    Monitor.PulseAll(_gate);
                }
            }
        }

        public void WaitForHelpers()
        {
            lock (_gate)
            {
                while (_busy > 0)
                {
                    Monitor.Wait(_gate);
                }
            }
        }

        public void ThrowIfFailed()
        {
            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }
        }
    }
}
