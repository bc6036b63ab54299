using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Hosting.Files;
using FederatedSecure.Protos.V1;
using Google.Protobuf;

namespace FederatedSecure.Coordinator.Encryption;

/// <summary>An answer on its way in. It counts once it is complete; until then there is none.</summary>
internal sealed class AnswerWriter : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _file;

    public AnswerWriter(string path)
    {
        _path = path;
        // Two connections of one site may bring the same answer at once. No site's name has a dot in it.
        _temporary = $"{path}.{Path.GetRandomFileName()}";
        _file = PrivateFile.Create(_temporary);
    }

    /// <summary>Adds the next bucket's part.</summary>
    public void Add(SubmitUnmaskRequest part) => part.WriteDelimitedTo(_file);

    /// <summary>The answer is whole: it, or the one that was whole before it, is on disk under its name when this returns.</summary>
    public void Complete()
    {
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        try
        {
            File.Move(_temporary, _path, overwrite: false);
        }
        catch (IOException) when (File.Exists(_path))
        {
            // The first one counts.
            return;
        }

        DirectoryEntry.Flush(Path.GetDirectoryName(_path)!);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        File.Delete(_temporary);
    }
}
