using System.Globalization;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Coordinator.Updates;
using FederatedSecure.Rounds;
using Microsoft.Win32.SafeHandles;

namespace FederatedSecure.Coordinator.Encryption;

/// <summary>
/// The means of opened buckets on disk, each a file of IEEE 754 binary32 values: what the aggregation rule works on. Thrown away
/// with the attempt's updates.
/// </summary>
internal sealed class MeanStore(UpdateSpool spool, DiskReserve reserve)
{
    // No site's name has a dot in it.
    private const string Folder = ".means";

    /// <summary>Opens a file for a bucket's mean, to be written in any order.</summary>
    /// <param name="plan">The attempt.</param>
    /// <param name="bucket">Index of the bucket.</param>
    /// <param name="values">Number of values.</param>
    public SafeFileHandle Create(PlanKey plan, int bucket, long values)
    {
        reserve.Require(values * sizeof(float));
        Directory.CreateDirectory(Path.Combine(spool.PathOf(plan), Folder));
        return File.OpenHandle(PathOf(plan, bucket), FileMode.Create, FileAccess.Write, preallocationSize: values * sizeof(float));
    }

    /// <summary>Brings the names of the files to disk.</summary>
    public void Secure(PlanKey plan) => DirectoryEntry.Flush(Path.Combine(spool.PathOf(plan), Folder));

    /// <summary>Opens a bucket's mean, to be read.</summary>
    public SafeFileHandle Open(PlanKey plan, int bucket) => File.OpenHandle(PathOf(plan, bucket));

    private string PathOf(PlanKey plan, int bucket) => Path.Combine(spool.PathOf(plan), Folder, bucket.ToString(CultureInfo.InvariantCulture));
}
