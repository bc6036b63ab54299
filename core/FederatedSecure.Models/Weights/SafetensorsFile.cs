using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace FederatedSecure.Models;

/// <summary>
/// An open safetensors file whose header has been read and checked, whoever it came from; the data stay on disk and are
/// read in tiles. Reading never takes more memory than the header's limit and the buffers of the caller. Whether the
/// values are finite is not its business. Tiles may be read by several threads at once.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    /// <summary>The longest header accepted, 8 MiB: room for some 80,000 tensors. The format itself allows 100 MB.</summary>
    public const int MaximumHeaderLength = 8 << 20;

    private const int TileValues = 1 << 18;

    private readonly ByteSource _source;

    private SafetensorsFile(ByteSource source)
    {
        _source = source;
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        source.ReadExactly(0, prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaximumHeaderLength)
        {
            throw new SafetensorsException(
                $"The file says that its header has {length:N0} bytes; the limit is {MaximumHeaderLength:N0}. "
                    + "It is not safetensors, or made to do harm. Check where it comes from.");
        }

        DataOffset = sizeof(ulong) + (long)length;
        DataLength = source.Length - DataOffset;
        if (DataLength < 0)
        {
            throw new SafetensorsException(
                $"The file is cut off: its header should end at byte {DataOffset}, but there are only {source.Length}. Get the file again.");
        }

        var header = new byte[length];
        source.ReadExactly(sizeof(ulong), header);
        (Tensors, Metadata) = SafetensorsHeader.Parse(header, DataLength);
    }

    /// <summary>The tensors by rising offset; they cover the data section without gap or overlap.</summary>
    public ImmutableArray<SafetensorsTensor> Tensors { get; }

    /// <summary>Free text that travels along. Anybody's: not to be trusted, nor to be logged as it is.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; }

    /// <summary>Where in the file the data section starts, in bytes.</summary>
    public long DataOffset { get; }

    /// <summary>Bytes of the data section.</summary>
    public long DataLength { get; }

    /// <exception cref="SafetensorsException">The file is not well-formed.</exception>
    public static SafetensorsFile Open(string path) => Open(ByteSource.Of(path));

    /// <param name="stream">Must be able to seek; is read from its very beginning.</param>
    /// <param name="leaveOpen">Whether the stream stays open when this object is disposed of.</param>
    /// <exception cref="SafetensorsException">The file is not well-formed.</exception>
    public static SafetensorsFile Open(Stream stream, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.CanSeek
            ? Open(ByteSource.Of(stream, leaveOpen))
            : throw new ArgumentException("The stream cannot seek; save it to a file first.", nameof(stream));
    }

    /// <summary>
    /// Checks that the data section is the flat parameter vector of a layout: the same tensors, all F32, in the same
    /// order. Only then are the offsets of the layout those of <see cref="ReadTile"/>.
    /// </summary>
    /// <exception cref="SafetensorsException">It is not; the message names the first difference.</exception>
    public void Validate(ParameterLayout layout)
    {
        Match(layout);
        for (var i = 0; i < Tensors.Length; i++)
        {
            if (Tensors[i].Name != layout.Tensors[i].Name)
            {
                throw new SafetensorsException(
                    $"Tensor {i} is {Text.Quote(Tensors[i].Name)}, but the model's order has {layout.Tensors[i].Name} there. "
                        + "Write the tensors in the order of the model's layers, weight before bias.");
            }
        }
    }

    /// <summary>Reads the whole parameter vector of a layout. Other libraries sort tensors by name, so any order will
    /// do.</summary>
    /// <exception cref="SafetensorsException">The tensors are not those of the layout.</exception>
    public float[] ReadAll(ParameterLayout layout)
    {
        var places = Match(layout);
        var values = new float[layout.Count];
        foreach (var tensor in layout.Tensors)
        {
            // Every tensor of the file is F32 now, and they lie without gaps, so each begins at a multiple of four bytes.
            ReadTile(places[tensor.Name].Begin / sizeof(float), values.AsSpan((int)tensor.Offset, (int)tensor.Count));
        }

        return values;
    }

    /// <summary>Reads neighbouring 32-bit values of the data section.</summary>
    /// <param name="first">Index of the first value in the data section.</param>
    /// <param name="destination">Filled completely.</param>
    /// <exception cref="SafetensorsException">The file has shrunk since it was opened.</exception>
    public void ReadTile(long first, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, (DataLength / sizeof(float)) - destination.Length);
        for (var start = 0; start < destination.Length; start += TileValues)
        {
            var piece = destination.Slice(start, Math.Min(TileValues, destination.Length - start));
            _source.ReadExactly(DataOffset + ((first + start) * sizeof(float)), MemoryMarshal.AsBytes(piece));
            if (!BitConverter.IsLittleEndian)
            {
                var bits = MemoryMarshal.Cast<float, int>(piece);
                BinaryPrimitives.ReverseEndianness(bits, bits);
            }
        }
    }

    public void Dispose() => _source.Dispose();

    private static SafetensorsFile Open(ByteSource source)
    {
        try
        {
            return new SafetensorsFile(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The tensors by name, once it is sure that they are those of the layout.</summary>
    private Dictionary<string, SafetensorsTensor> Match(ParameterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var places = Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        foreach (var expected in layout.Tensors)
        {
            if (!places.TryGetValue(expected.Name, out var found))
            {
                throw new SafetensorsException(
                    $"The file lacks the tensor {expected.Name} {Text.Shape(expected.Shape)}. Use weights of the same model spec.");
            }

            if (found.DataType != "F32")
            {
                throw new SafetensorsException($"Tensor {expected.Name} holds {found.DataType}. Convert it to F32.");
            }

            if (!found.Shape.SequenceEqual(expected.Shape.Select(size => (long)size)))
            {
                throw new SafetensorsException(
                    $"Tensor {expected.Name} has the shape {Text.Shape(found.Shape)}, but the model needs {Text.Shape(expected.Shape)}. "
                        + "Use weights of the same model spec.");
            }
        }

        if (places.Count != layout.Tensors.Length)
        {
            var known = layout.Tensors.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
            var stranger = Tensors.First(tensor => !known.Contains(tensor.Name));
            throw new SafetensorsException(
                $"The file has a tensor {Text.Quote(stranger.Name)} that the model does not know. Use weights of the same model spec.");
        }

        return places;
    }
}
