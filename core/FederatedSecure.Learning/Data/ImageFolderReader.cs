using System.Collections.Immutable;
using SkiaSharp;

namespace FederatedSecure.Learning.Data;

/// <summary>
/// Reads PNG files, one folder for each class. Pixels are scaled to [0, 1]; grey pictures have one channel, others three. All
/// have to have the same size.
/// </summary>
internal static class ImageFolderReader
{
    private const int MostFindings = 100;
    private const long MostValues = 1L << 30;

    public static DataSet? Read(string path, string[]? classes, List<DataFinding> findings)
    {
        if (!Directory.Exists(path))
        {
            throw new DataException($"There is no folder {path}.");
        }

        string[] names = classes ?? [.. Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];
        if (names.Length < 2)
        {
            throw new DataException($"{path} needs a folder for each class, at least two.");
        }

        var pixels = new List<float>();
        var labels = new List<int>();
        ImmutableArray<int> shape = [];
        for (var label = 0; label < names.Length; label++)
        {
            var folder = Path.Combine(path, names[label]);
            if (!Directory.Exists(folder))
            {
                // A site may have no record of a class; all sites list the same classes.
                findings.Add(new DataFinding(DataSeverity.Warning, folder, 0, "does not exist: there are no records of this class"));
                continue;
            }

            foreach (var file in Directory.EnumerateFiles(folder, "*.png").Order(StringComparer.Ordinal))
            {
                if (findings.Count >= MostFindings)
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
                    findings.Add(new DataFinding(
                        DataSeverity.Error,
                        file,
                        0,
                        $"has shape [{string.Join(", ", picture.Shape)}], the first picture has [{string.Join(", ", shape)}]: bring all to one size and one mode"));
                    continue;
                }

                if (pixels.Count + picture.Pixels.Length > MostValues)
                {
                    throw new DataException($"{path} has more than {MostValues:N0} pixel values, which is more than is taken.");
                }

                pixels.AddRange(picture.Pixels);
                labels.Add(label);
            }
        }

        return labels.Count == 0
            ? throw new DataException($"{path} has no PNG files in its folders {string.Join(", ", names.Take(10))}.")
            : new DataSet([.. pixels], shape, [.. labels], [.. names], Standardized: [], ImmutableDictionary<string, string[]>.Empty);
    }

    private static (ImmutableArray<int> Shape, float[] Pixels)? ReadPng(string file, List<DataFinding> findings)
    {
        using var codec = SKCodec.Create(file);
        if (codec is null || codec.EncodedFormat != SKEncodedImageFormat.Png)
        {
            findings.Add(new DataFinding(DataSeverity.Error, file, 0, "is no PNG file that can be read"));
            return null;
        }

        var info = codec.Info;
        if ((long)info.Width * info.Height > 1 << 24)
        {
            findings.Add(new DataFinding(DataSeverity.Error, file, 0, $"has {info.Width} × {info.Height} pixels, which is more than is taken"));
            return null;
        }

        using var bitmap = new SKBitmap(new SKImageInfo(info.Width, info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
        {
            findings.Add(new DataFinding(DataSeverity.Error, file, 0, "is damaged"));
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
