using System.Buffers.Binary;
using System.IO.Compression;
using FederatedSecure.Numerics;

namespace FederatedSecure.Aggregation.Tests.Support;

/// <summary>Handwritten digits (MNIST) at 7 × 7, dealt to sites: a share γ of each site's records at random, the rest sorted by label.</summary>
internal sealed class SkewedDigits
{
    public const int Inputs = 50;
    public const int Classes = 10;

    private static readonly Lazy<(float[][] Images, byte[] Labels)> All = new(Read);

    private SkewedDigits(int[][] sites) => Sites = sites;

    /// <summary>The records of each site, as numbers into all.</summary>
    public int[][] Sites { get; }

    /// <summary>49 pixels from 0 to 1, and a 1 for the bias.</summary>
    public static float[] Image(int record) => All.Value.Images[record];

    public static int Label(int record) => All.Value.Labels[record];

    public static int Count => All.Value.Labels.Length;

    public static SkewedDigits Deal(int sites, int recordsPerSite, double similarity, IRandomSource random)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        random.Shuffle<int>(order);
        var alike = (int)Math.Round(similarity * recordsPerSite);
        var sorted = order.Take(sites * recordsPerSite).Skip(sites * alike).OrderBy(Label).ToArray();
        return new SkewedDigits(
        [
            .. Enumerable.Range(0, sites).Select(site =>
                order.Skip(site * alike).Take(alike).Concat(sorted.Skip(site * (recordsPerSite - alike)).Take(recordsPerSite - alike)).ToArray()),
        ]);
    }

    private static (float[][] Images, byte[] Labels) Read()
    {
        const int side = 28;
        const int pool = 4;
        var (labels, pixels) = (Unzip("train-labels-idx1-ubyte.gz").AsSpan(8).ToArray(), Unzip("train-images-idx3-ubyte.gz"));
        Assert.Equal(labels.Length, BinaryPrimitives.ReadInt32BigEndian(pixels.AsSpan(4)));
        var images = new float[labels.Length][];
        for (var record = 0; record < images.Length; record++)
        {
            var image = images[record] = new float[Inputs];
            for (var i = 0; i < side * side; i++)
            {
                image[(i / side / pool * (side / pool)) + (i % side / pool)] += pixels[16 + (record * side * side) + i] / (255f * pool * pool);
            }

            image[Inputs - 1] = 1;
        }

        return (images, labels);
    }

    private static byte[] Unzip(string name)
    {
        using var file = new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Data", "mnist", name)), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        file.CopyTo(memory);
        return memory.ToArray();
    }
}
