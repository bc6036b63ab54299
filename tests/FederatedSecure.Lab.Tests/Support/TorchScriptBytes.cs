using System.IO.Compression;
using System.Text;

namespace FederatedSecure.Lab.Tests.Support;

/// <summary>Writes a TorchScript archive by hand: a ZIP of the program's text, and a pickle of an object without weights.</summary>
internal static class TorchScriptBytes
{
    /// <summary>A module whose forward method is the given expression of x.</summary>
    public static byte[] Module(string expression)
    {
        var code =
            $$"""
            class M(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.M,
                x: Tensor) -> Tensor:
                return {{expression}}

            """;

        // Protocol 2; class __torch__.M; new with (); state { "training": False }; build; stop.
        byte[] pickle =
        [
            0x80, 2, .. "c__torch__\nM\n"u8, (byte)')', 0x81, (byte)'}', (byte)'(', (byte)'X', 8, 0, 0, 0, .. "training"u8, 0x89, (byte)'u', (byte)'b', (byte)'.',
        ];
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "m/data.pkl", pickle);
            Add(archive, "m/code/__torch__.py", Encoding.UTF8.GetBytes(code));
            Add(archive, "m/constants.pkl", [0x80, 2, (byte)')', (byte)'.']);
            Add(archive, "m/version", "3\n"u8.ToArray());
        }

        return stream.ToArray();
    }

    private static void Add(ZipArchive archive, string name, byte[] content)
    {
        using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }
}
