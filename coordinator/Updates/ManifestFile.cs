using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Coordinator.Updates;

/// <summary>
/// A manifest on disk: its own SHA-256, then digest, length and chunk digests. One that a power cut has damaged counts as none,
/// and the site announces it again.
/// </summary>
internal static class ManifestFile
{
    private const string Name = "manifest";
    private const int Prefix = Digest.Size + Digest.Size + sizeof(long);

    /// <summary>Writes it so that it is there whole, or not at all, even if the process dies in between.</summary>
    public static void Write(string directory, ContentManifest manifest)
    {
        var bytes = new byte[Prefix + (manifest.Chunks.Length * Digest.Size)];
        manifest.Digest.CopyTo(bytes.AsSpan(Digest.Size));
        MemoryMarshal.Write(bytes.AsSpan(2 * Digest.Size), manifest.Length);
        for (var i = 0; i < manifest.Chunks.Length; i++)
        {
            manifest.Chunks[i].CopyTo(bytes.AsSpan(Prefix + (i * Digest.Size)));
        }

        Digest.Of(bytes.AsSpan(Digest.Size)).CopyTo(bytes);
        var path = Path.Combine(directory, Name);
        File.WriteAllBytes($"{path}.tmp", bytes);
        File.Move($"{path}.tmp", path, overwrite: true);
    }

    /// <summary>Reads it; null if there is none.</summary>
    public static ContentManifest? Read(string directory)
    {
        var path = Path.Combine(directory, Name);
        if (!File.Exists(path))
        {
            return null;
        }

        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        if (bytes.Length < Prefix || (bytes.Length % Digest.Size) != Prefix % Digest.Size || Digest.Of(bytes[Digest.Size..]) != Digest.FromBytes(bytes[..Digest.Size]))
        {
            return null;
        }

        var chunks = ImmutableArray.CreateBuilder<Digest>((bytes.Length - Prefix) / Digest.Size);
        for (var rest = bytes[Prefix..]; !rest.IsEmpty; rest = rest[Digest.Size..])
        {
            chunks.Add(Digest.FromBytes(rest[..Digest.Size]));
        }

        return new ContentManifest(
            Digest.FromBytes(bytes.Slice(Digest.Size, Digest.Size)), MemoryMarshal.Read<long>(bytes[(2 * Digest.Size)..]), chunks.MoveToImmutable());
    }
}
