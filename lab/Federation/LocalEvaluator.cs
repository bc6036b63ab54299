using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Lab.Processes;

namespace FederatedSecure.Lab.Federation;

/// <summary>An evaluator on this machine: its directory and its process, driven by the commands of its operator.</summary>
public sealed class LocalEvaluator(FederationFolder folder, string name) : IAsyncDisposable
{
    private readonly LocalProcess _process = new(name);

    public string Name { get; } = name;

    /// <summary>Where it keeps its files.</summary>
    public string Root => folder.Site(Name);

    /// <summary>The running daemon.</summary>
    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public ChildProcess Process => _process.Current;

    /// <summary>Ends when the daemon has died although nobody ended it.</summary>
    public Task<ChildProcessException> Lost => _process.Lost;

    /// <summary>`lab evaluator join INVITE`.</summary>
    public Task JoinAsync(string invite, CancellationToken cancellation) => Command.RunAsync(Spec(["evaluator", "join", invite]), cancellation);

    /// <summary>`lab evaluator data add NAME …`.</summary>
    public Task AddDataAsync(string dataSet, ImmutableArray<string> arguments, CancellationToken cancellation) =>
        Command.RunAsync(Spec(["evaluator", "data", "add", dataSet, .. arguments]), cancellation);

    /// <summary>Starts `lab evaluator run` (again).</summary>
    /// <param name="threads">Attacks that run at a time.</param>
    public Task StartAsync(int threads) => _process.StartAsync(Spec(["evaluator", "run", "--threads", threads.ToString(CultureInfo.InvariantCulture)]) with
    {
        LogFile = folder.Log(Name),
        Environment = ImmutableDictionary<string, string>.Empty.Add("OMP_NUM_THREADS", "1").Add("MKL_NUM_THREADS", "1"),
    });

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>The report's pages on a candidate; null if there are none.</summary>
    /// <param name="candidate">JOB/NUMBER.</param>
    public string? ReportFolderOf(string candidate)
    {
        var root = Path.Combine(Root, "candidates");
        return Directory.Exists(root)
            ? Directory.EnumerateDirectories(root, candidate.Replace('/', '-') + "-*").FirstOrDefault(found => File.Exists(Path.Combine(found, "report.html")))
            : null;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private ProcessSpec Spec(ImmutableArray<string> arguments) => new(Name, ProgramFile.Lab, [.. arguments, "--data", Root]);
}
