using System.Globalization;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Hosting.Encryption;
using FederatedSecure.Hosting.Files;
using FederatedSecure.Rounds;
using Google.Protobuf;
using Microsoft.Win32.SafeHandles;
using UploadHeader = FederatedSecure.Cryptography.SecureAggregation.UploadHeader;

namespace FederatedSecure.Coordinator.Updates;

/// <summary>
/// Updates on their way in, on disk: <c>spool/JOB/ROUND-ATTEMPT/SITE/</c>. Memory does not grow with the number of sites, and what
/// has arrived is there after a restart.
/// </summary>
internal sealed class UpdateSpool
{
    private readonly Lock _announcing = new();
    private readonly string _directory;
    private readonly DiskReserve _reserve;

    public UpdateSpool(CoordinatorOptions options, DiskReserve reserve)
    {
        _directory = options.PathOf("spool");
        _reserve = reserve;
        Directory.CreateDirectory(_directory);
    }

    /// <summary>Takes down which update a site announces, unless it has announced one for this attempt before.</summary>
    /// <returns>The manifest that counts: the first one.</returns>
    public ContentManifest Announce(PlanKey plan, SiteId site, ContentManifest manifest)
    {
        lock (_announcing)
        {
            var directory = DirectoryOf(plan, site);
            if (ManifestFile.Read(directory) is { } earlier)
            {
                return earlier;
            }

            _reserve.Require(bytes: 0);
            Directory.CreateDirectory(directory);
            ManifestFile.Write(directory, manifest);
            return manifest;
        }
    }

    /// <summary>Opens the update that a site announced; null if it has announced none.</summary>
    public SpooledUpdate? Open(PlanKey plan, SiteId site)
    {
        var directory = DirectoryOf(plan, site);
        return ManifestFile.Read(directory) is { } manifest ? new SpooledUpdate(directory, manifest, _reserve) : null;
    }

    /// <summary>Where an attempt's uploads lie, and what is made of them.</summary>
    public string PathOf(PlanKey plan) => DirectoryOf(plan);

    /// <summary>Opens the bytes of a complete update.</summary>
    /// <exception cref="IOException">It is not there.</exception>
    public SafeFileHandle OpenContent(PlanKey plan, SiteId site) => SpooledUpdate.OpenData(DirectoryOf(plan, site));

    /// <summary>Keeps a site's signed word on its encrypted update.</summary>
    public void StoreHeader(PlanKey plan, SiteId site, UploadHeader header)
    {
        _reserve.Require(bytes: 0);
        PrivateFile.Write(HeaderFile(plan, site), header.ToMessage().ToByteArray());
    }

    /// <summary>A site's signed word on its encrypted update.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public UploadHeader ReadHeader(PlanKey plan, SiteId site) =>
        UploadHeaderMessages.TryRead(Protos.V1.UploadHeader.Parser.ParseFrom(File.ReadAllBytes(HeaderFile(plan, site))), out var header)
            ? header
            : throw new InvalidDataException($"The header of {site} in {plan} is damaged: restore the spool from a backup, or cancel the job.");

    /// <summary>Makes sure that a verified update is found after a power cut: its files are on disk, their names not yet.</summary>
    public void Secure(PlanKey plan, SiteId site)
    {
        for (var directory = DirectoryOf(plan, site); directory.Length >= _directory.Length; directory = Path.GetDirectoryName(directory)!)
        {
            DirectoryEntry.Flush(directory);
        }
    }

    /// <summary>Throws away what a site sent for an attempt.</summary>
    public void Discard(PlanKey plan, SiteId site) => Delete(DirectoryOf(plan, site));

    /// <summary>Throws away an attempt's updates.</summary>
    public void Discard(PlanKey plan) => Delete(DirectoryOf(plan));

    /// <summary>Throws away what is left of attempts that are over.</summary>
    /// <param name="open">The attempts that are open.</param>
    /// <param name="untouched">Jobs whose updates are left as they are.</param>
    public void DiscardAllBut(IReadOnlySet<PlanKey> open, IReadOnlySet<JobId> untouched)
    {
        var kept = open.Select(DirectoryOf).ToHashSet(StringComparer.Ordinal);
        foreach (var job in Directory.EnumerateDirectories(_directory).Where(job => !untouched.Contains(new JobId(Path.GetFileName(job)))))
        {
            foreach (var attempt in Directory.EnumerateDirectories(job).Where(attempt => !kept.Contains(attempt)))
            {
                Delete(attempt);
            }

            if (!Directory.EnumerateFileSystemEntries(job).Any())
            {
                Directory.Delete(job);
            }
        }
    }

    private static void Delete(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private string DirectoryOf(PlanKey plan) =>
        Path.Combine(_directory, plan.Job.Value, string.Create(CultureInfo.InvariantCulture, $"{plan.Round}-{plan.Attempt}"));

    private string HeaderFile(PlanKey plan, SiteId site) => Path.Combine(DirectoryOf(plan, site), "header");

    private string DirectoryOf(PlanKey plan, SiteId site) => Path.Combine(DirectoryOf(plan), site.Value);
}
