using FederatedSecure.Coordinator.Server;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Rounds;

namespace FederatedSecure.Coordinator.Models;

/// <summary>
/// What server optimizers remember from round to round, as files of each job's own: unlike models they are of no use once the
/// next round is published, and are thrown away then.
/// </summary>
internal sealed class OptimizerStates
{
    private readonly string _directory;
    private readonly DiskReserve _reserve;

    public OptimizerStates(CoordinatorOptions options, DiskReserve reserve)
    {
        _directory = options.PathOf("optimizers");
        _reserve = reserve;
        Directory.CreateDirectory(_directory);
    }

    /// <summary>The file of a state.</summary>
    public string PathOf(JobId job, Digest state) => Path.Combine(_directory, job.Value, state.ToString());

    /// <summary>Stores what a writer writes; on disk for good when this returns.</summary>
    /// <param name="job">Whose state it is.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="write">Writes it.</param>
    public Digest Store(JobId job, long length, Action<FileStream> write)
    {
        _reserve.Require(length);
        var directory = Path.Combine(_directory, job.Value);
        Directory.CreateDirectory(directory);
        return ContentFile.Store(directory, write).Digest;
    }

    /// <summary>Throws away a job's states but one; all of them if that is null.</summary>
    public void KeepOnly(JobId job, Digest? state)
    {
        var directory = Path.Combine(_directory, job.Value);
        if (!Directory.Exists(directory))
        {
            return;
        }

        if (state is not { } kept)
        {
            Directory.Delete(directory, recursive: true);
            return;
        }

        foreach (var file in Directory.EnumerateFiles(directory).Where(file => Path.GetFileName(file) != kept.ToString()))
        {
            File.Delete(file);
        }
    }

    /// <summary>Throws away what no job needs.</summary>
    /// <param name="states">The jobs that go on, and the state that each needs.</param>
    /// <param name="untouched">Jobs whose files are left as they are.</param>
    public void DiscardAllBut(IReadOnlyDictionary<JobId, Digest?> states, IReadOnlySet<JobId> untouched)
    {
        foreach (var directory in Directory.EnumerateDirectories(_directory))
        {
            var job = new JobId(Path.GetFileName(directory));
            if (!untouched.Contains(job))
            {
                KeepOnly(job, states.GetValueOrDefault(job));
            }
        }
    }
}
