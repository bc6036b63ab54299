using System.Collections.Immutable;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace FederatedSecure.Learning.Data;

/// <summary>
/// Reads PNG files, one folder for each class. Pixels are scaled to [0, 1]; grey pictures have one channel, others three
/// (transparency is left out). All have to have the same size.
/// </summary>
internal static class ImageFolderReader
{
    private const int MostPixels = 1 << 24;
    private static readonly EnumerationOptions AnyCase = new() { MatchCasing = MatchCasing.CaseInsensitive, IgnoreInaccessible = false };

    public static DataSet? Read(string path, string[]? classes, DataFindings findings)
    {
        try
        {
            return ReadFolders(path, classes, findings);
        }
        catch (Exception exception) when (DataStream.Explain(exception) is { } problem)
        {
            throw new DataException(path, 0, problem, exception);
        }
    }

    private static DataSet? ReadFolders(string path, string[]? classes, DataFindings findings)
    {
        if (!Directory.Exists(path))
        {
            throw new DataException(path, 0, "there is no such folder: correct the path.");
        }

        var names = classes ?? FoldersOf(path);
        if (names.Length < 2)
        {
            throw new DataException(path, 0, "this needs a folder for each class, at least two.");
        }

        var pixels = new List<float>();
        var labels = new List<int>();
        ImmutableArray<int> shape = [];
        for (var label = 0; label < names.Length; label++)
        {
            foreach (var file in PicturesOf(Path.Combine(path, names[label]), findings))
            {
                if (findings.IsFull)
                {
                    return null;
                }

                if (ReadPng(file, findings) is not { } picture)
                {
                    continue;
                }

                shape = shape.IsEmpty ? picture.Shape : shape;
                if (!shape.SequenceEqual(picture.Shape))
                {
                    findings.Error(
                        file, 0, $"this picture has shape [{string.Join(", ", picture.Shape)}], the first one has [{string.Join(", ", shape)}]: bring all to one size and one mode");
                    continue;
                }

                if (pixels.Count + picture.Pixels.Length > DataStream.MostValues)
                {
                    throw new DataException(path, 0, $"there are more than {DataStream.MostValues} pixel values, which is more than is taken: split the folder.");
                }

                pixels.AddRange(picture.Pixels);
                labels.Add(label);
            }
        }

        return labels.Count == 0
            ? throw new DataException(path, 0, $"there are no usable PNG files in the folders {string.Join(", ", names.Take(10))}.")
            : new DataSet([.. CollectionsMarshal.AsSpan(pixels)], shape, [.. labels], [.. names], Standardized: [], ImmutableDictionary<string, string[]>.Empty);
    }

    /// <summary>Hidden folders are those of tools, not classes.</summary>
    private static string[] FoldersOf(string path) =>
        [.. Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)!).Where(name => name[0] != '.').Order(StringComparer.Ordinal)];

    private static List<string> PicturesOf(string folder, DataFindings findings)
    {
        if (!Directory.Exists(folder))
        {
            // A site may have no record of a class; all sites list the same classes.
            findings.Warn(folder, 0, "this folder does not exist: there are no records of this class");
            return [];
        }

        var pictures = Directory.EnumerateFiles(folder, "*.png", AnyCase).Order(StringComparer.Ordinal).ToList();
        var others = Directory.EnumerateFiles(folder).Count() - pictures.Count;
        if (others > 0)
        {
            findings.Warn(folder, 0, $"{others} files are no PNG files by their names and are left out: convert them if they are pictures");
        }

        return pictures;
    }

    private static (ImmutableArray<int> Shape, float[] Pixels)? ReadPng(string file, DataFindings findings)
    {
        using var codec = SKCodec.Create(file);
        if (codec is null || codec.EncodedFormat != SKEncodedImageFormat.Png)
        {
            findings.Error(file, 0, "this is no PNG file that can be read: replace it, or take it away");
            return null;
        }

        var info = codec.Info;
        if ((long)info.Width * info.Height > MostPixels)
        {
            findings.Error(file, 0, $"this picture has {info.Width} × {info.Height} pixels, and at most {MostPixels} are taken: make it smaller");
            return null;
        }

        using var bitmap = new SKBitmap(new SKImageInfo(info.Width, info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
        {
            findings.Error(file, 0, "this picture is damaged or cut off: replace it, or take it away");
            return null;
        }

        // Channel by channel, as the models take them.
        var channels = info.ColorType == SKColorType.Gray8 ? 1 : 3;
        var size = info.Width * info.Height;
        var bytes = bitmap.GetPixelSpan();
        var pixels = new float[channels * size];
        for (var channel = 0; channel < channels; channel++)
        {
            for (var i = 0; i < size; i++)
            {
                pixels[(channel * size) + i] = bytes[(4 * i) + channel] / 255f;
            }
        }

        return ([channels, info.Height, info.Width], pixels);
    }
}
