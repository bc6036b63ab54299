using System.Collections.Immutable;
using FederatedSecure.Lab.Processes;

namespace FederatedSecure.Lab.Federation;

/// <summary>A site on this machine: its data directory and its client process, driven by the commands of the site's operator.</summary>
public sealed class LocalSite(FederationFolder folder, string name) : IAsyncDisposable
{
    private readonly LocalProcess _process = new(name);

    public string Name { get; } = name;

    /// <summary>The file that makes this site's client a poisoner; null for an honest one. Set before it is started.</summary>
    public string? Attack { get; set; }

    /// <summary>The running daemon.</summary>
    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public ChildProcess Process => _process.Current;

    /// <summary>Ends when the daemon has died although nobody ended it.</summary>
    public Task<ChildProcessException> Lost => _process.Lost;

    /// <summary>`client join INVITE`.</summary>
    public Task JoinAsync(string invite, CancellationToken cancellation) => Command.RunAsync(Spec(["join", invite]), cancellation);

    /// <summary>`client data add NAME …`.</summary>
    public Task AddDataAsync(string dataSet, ImmutableArray<string> arguments, CancellationToken cancellation) =>
        Command.RunAsync(Spec(["data", "add", dataSet, .. arguments]), cancellation);

    /// <summary>What the site's operator does to take part in less protected jobs: a word in the policy that joining has written.</summary>
    /// <param name="switches">Those that are set to true, for example "allowPlain".</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task AllowAsync(IEnumerable<string> switches, CancellationToken cancellation)
    {
        string path = Path.Combine(folder.Site(Name), "policy.json");
        string policy = await File.ReadAllTextAsync(path, cancellation);
        foreach (string name in switches)
        {
            policy = policy.Replace($"\"{name}\": false", $"\"{name}\": true", StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(path, policy, cancellation);
    }

    /// <summary>Starts `client run` (again). The coordinator knows when it is there.</summary>
    public Task StartAsync() =>
        // One thread each: several sites share this machine's cores, and the sums of one thread are reproducible.
        _process.StartAsync((Attack is null ? Spec(["run"]) : Rogue(Attack)) with
        {
            LogFile = folder.Log(Name),
            Environment = ImmutableDictionary<string, string>.Empty.Add("OMP_NUM_THREADS", "1").Add("MKL_NUM_THREADS", "1"),
        });

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Any other command, which may fail.</summary>
    public Task<CommandResult> TryRunAsync(ImmutableArray<string> arguments, CancellationToken cancellation) =>
        Command.TryRunAsync(Spec(arguments), cancellation);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private ProcessSpec Rogue(string attack) => new(Name, ProgramFile.Lab, ["rogue", "--data", folder.Site(Name), "--attack", attack]);

    private ProcessSpec Spec(ImmutableArray<string> arguments) =>
        new(Name, ProgramFile.Client, [.. arguments, "--data", folder.Site(Name)]);
}
