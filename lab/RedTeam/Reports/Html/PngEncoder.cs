using System.Buffers.Binary;
using System.IO.Compression;
using FederatedSecure.Assurance.Measurements;

namespace FederatedSecure.Lab.RedTeam.Reports.Html;

/// <summary>Writes PNG files (W3C PNG, third edition): 8 bits a sample, grey or RGB, no filters. The same picture gives the same bytes.</summary>
internal static class PngEncoder
{
    private const byte Grey = 0;
    private const byte Rgb = 2;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Remainder)];

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The file. Values outside of 0 to 1, or no numbers, are clamped.</summary>
    public static byte[] Encode(Picture picture)
    {
        var (channels, height, width) = (picture.Channels, picture.Height, picture.Width);
        if (channels is not (1 or 3) || picture.Pixels.Length != channels * height * width)
        {
            throw new ArgumentException($"{picture.Pixels.Length} values are no picture of {channels}×{height}×{width}.", nameof(picture));
        }

        using var file = new MemoryStream();
        file.Write(Magic);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = channels == 1 ? Grey : Rgb;
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, Compressed(picture));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Compressed(Picture picture)
    {
        var (channels, height, width) = (picture.Channels, picture.Height, picture.Width);
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            // Each line begins with the number of its filter, 0 for none; samples of a pixel stand together.
            var line = new byte[1 + (channels * width)];
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    for (var channel = 0; channel < channels; channel++)
                    {
                        var value = picture.Pixels[(((channel * height) + y) * width) + x];
                        line[1 + (x * channels) + channel] = float.IsNaN(value) ? (byte)0 : (byte)Math.Round(255 * Math.Clamp(value, 0, 1));
                    }
                }

                deflate.Write(line);
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. type, .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    /// <summary>CRC-32 of ISO 3309, annex D of the specification.</summary>
    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc = Table[(crc ^ value) & 0xFF] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint Remainder(int value)
    {
        var rest = (uint)value;
        for (var bit = 0; bit < 8; bit++)
        {
            rest = (rest & 1) != 0 ? 0xEDB88320 ^ (rest >> 1) : rest >> 1;
        }

        return rest;
    }
}
