using FederatedSecure.Coordinator.Models;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Coordinator.Releases;

/// <summary>Reports as they were signed: files named by their SHA-256.</summary>
internal sealed class ReportFiles
{
    private readonly string _directory;
    private readonly DiskReserve _reserve;

    public ReportFiles(CoordinatorOptions options, DiskReserve reserve)
    {
        _directory = options.PathOf("reports");
        _reserve = reserve;
        Directory.CreateDirectory(_directory);
        foreach (var leftover in Directory.EnumerateFiles(_directory, $"*{ContentFile.Unfinished}"))
        {
            File.Delete(leftover);
        }
    }

    /// <summary>Keeps a report; on disk for good when this returns.</summary>
    public void Store(byte[] report)
    {
        _reserve.Require(report.Length);
        ContentFile.Store(_directory, file => file.Write(report));
    }

    /// <summary>A report's bytes.</summary>
    /// <exception cref="InvalidDataException">They are not there, or not what they were.</exception>
    public byte[] Read(Digest report)
    {
        var path = Path.Combine(_directory, report.ToString());
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"The file {path} is missing from the data directory: restore it from a backup.");
        }

        var bytes = File.ReadAllBytes(path);
        return Digest.Of(bytes) == report
            ? bytes
            : throw new InvalidDataException($"The file {path} was changed after it was stored: restore it from a backup.");
    }
}
