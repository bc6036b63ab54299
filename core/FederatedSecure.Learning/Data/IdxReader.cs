using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;

namespace FederatedSecure.Learning.Data;

/// <summary>
/// Reads IDX files, the format of MNIST: two zero bytes, a type byte (only unsigned bytes, 0x08, are taken), the number of
/// dimensions, the dimensions as 32-bit big-endian numbers, the values.
/// </summary>
internal static class IdxReader
{
    private const int UnsignedByte = 0x08;

    /// <summary>A site that happens to lack the last digits must not train another model than the others.</summary>
    private const int ClassesUnlessNamed = 10;

    public static DataSet Read(string imagesPath, string labelsPath, string[]? classNames)
    {
        var (shape, pixels) = ReadArray(imagesPath, fewest: 2, most: 4);
        var (labelShape, labels) = ReadArray(labelsPath, fewest: 1, most: 1);
        if (labelShape[0] != shape[0])
        {
            throw new DataException(labelsPath, 0, $"there are {labelShape[0]} labels for the {shape[0]} records of {imagesPath}: take the files that belong together.");
        }

        if (pixels.Length == 0)
        {
            throw new DataException(imagesPath, 0, "there are no records in this file.");
        }

        var largest = labels.Max();
        var names = classNames
            ?? [.. Enumerable.Range(0, Math.Max(ClassesUnlessNamed, largest + 1)).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        if (largest >= names.Length)
        {
            throw new DataException(
                labelsPath, 0, $"record {Array.IndexOf(labels, largest)} has label {largest}, but only {names.Length} classes are named: name {largest + 1}.");
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

    private static (int[] Shape, byte[] Values) ReadArray(string path, int fewest, int most) => DataStream.Read(path, (stream, available) =>
    {
        var shape = ReadShape(path, stream, fewest, most);
        var count = shape.Aggregate(1L, (product, size) => product * size);
        if (count > available)
        {
            // Known before anything is allocated: what is there cannot be that much.
            throw Truncated(path);
        }

        var values = new byte[count];
        return stream.ReadAtLeast(values, values.Length, throwOnEndOfStream: false) < values.Length
            ? throw Truncated(path)
            : stream.ReadByte() >= 0
                ? throw new DataException(path, 0, "this file is longer than its header says: get an undamaged copy.")
                : (shape, values);
    });

    private static int[] ReadShape(string path, Stream stream, int fewest, int most)
    {
        Span<byte> head = stackalloc byte[4];
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || head[0] != 0 || head[1] != 0)
        {
            throw new DataException(path, 0, "this is no IDX file: it does not start with two zero bytes.");
        }

        if (head[2] != UnsignedByte)
        {
            throw new DataException(path, 0, $"the values have IDX type 0x{head[2]:X2}; only unsigned bytes (0x08) are taken: convert them.");
        }

        if (head[3] < fewest || head[3] > most)
        {
            throw new DataException(
                path, 0, $"the values have {head[3]} dimensions where {(fewest == most ? $"{fewest} is" : $"{fewest} to {most} are")} expected. Are images and labels swapped?");
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
            if (shape[i] < 0 || (count *= shape[i]) > DataStream.MostValues)
            {
                throw new DataException(path, 0, $"the header claims more than {DataStream.MostValues} values, which is more than is taken: split the file.");
            }
        }

        return shape;
    }

    private static DataException Truncated(string path) => new(path, 0, "this file ends before its header says: it was cut off, copy it again.");
}
