using System.Buffers.Binary;
using System.Collections.Immutable;

namespace FederatedSecure.Learning.Data;

/// <summary>
/// Reads IDX files, the format of MNIST: two zero bytes, a type byte (only unsigned bytes, 0x08, are taken), the number of
/// dimensions, the dimensions as 32-bit big-endian numbers, the values.
/// </summary>
internal static class IdxReader
{
    private const int UnsignedByte = 0x08;
    private const long MostValues = 1L << 30;

    public static DataSet Read(string imagesPath, string labelsPath, string[]? classNames)
    {
        var (shape, pixels) = ReadArray(imagesPath, minimumDimensions: 2);
        var (labelShape, labels) = ReadArray(labelsPath, minimumDimensions: 1);
        if (labelShape.Length != 1 || labelShape[0] != shape[0])
        {
            throw new DataException($"{labelsPath} has {labelShape[0]} labels for the {shape[0]} records of {imagesPath}: take the files that belong together.");
        }

        if (shape[0] == 0)
        {
            throw new DataException($"{imagesPath} has no records.");
        }

        // Ten classes unless somebody says otherwise: a site that happens to lack the last ones must not train another model.
        var names = classNames ?? [.. Enumerable.Range(0, Math.Max(10, labels.Max() + 1)).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        if (labels.Max() >= names.Length)
        {
            throw new DataException($"{labelsPath} has label {labels.Max()}, but there are only {names.Length} classes.");
        }

        // Two-dimensional records are pictures with one channel.
        ImmutableArray<int> recordShape = shape.Length == 3 ? [1, shape[1], shape[2]] : [.. shape.Skip(1)];
        return new DataSet(
            Array.ConvertAll(pixels, pixel => pixel / 255f),
            recordShape,
            Array.ConvertAll(labels, label => (int)label),
            [.. names],
            Standardized: [],
            ImmutableDictionary<string, string[]>.Empty);
    }

    private static (int[] Shape, byte[] Values) ReadArray(string path, int minimumDimensions)
    {
        using var stream = DataStream.Open(path);
        Span<byte> head = stackalloc byte[4];
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || head[0] != 0 || head[1] != 0)
        {
            throw new DataException($"{path} is no IDX file: it does not start with two zero bytes.");
        }

        if (head[2] != UnsignedByte)
        {
            throw new DataException($"{path} has values of IDX type 0x{head[2]:X2}; only unsigned bytes (0x08) are taken.");
        }

        if (head[3] < minimumDimensions || head[3] > 4)
        {
            throw new DataException($"{path} has {head[3]} dimensions; {minimumDimensions} to 4 are expected here. Are images and labels swapped?");
        }

        var shape = new int[head[3]];
        long count = 1;
        Span<byte> size = stackalloc byte[4];
        for (var i = 0; i < shape.Length; i++)
        {
            if (stream.ReadAtLeast(size, size.Length, throwOnEndOfStream: false) < size.Length)
            {
                throw Truncated(path);
            }

            shape[i] = BinaryPrimitives.ReadInt32BigEndian(size);
            // Checked after each factor, so the product cannot overflow.
            if (shape[i] < 0 || (count *= shape[i]) > MostValues)
            {
                throw new DataException($"{path} claims more than {MostValues:N0} values, which is more than is taken.");
            }
        }

        // Grows with what is really there, so that a short file with large claims costs nothing.
        using var values = new MemoryStream();
        var buffer = new byte[1 << 16];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            if (values.Length + read > count)
            {
                throw new DataException($"{path} is longer than its header says.");
            }

            values.Write(buffer, 0, read);
        }

        return values.Length == count ? (shape, values.ToArray()) : throw Truncated(path);
    }

    private static DataException Truncated(string path) => new($"{path} ends before its header says: it was cut off, copy it again.");
}
