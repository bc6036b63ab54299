using System.Buffers;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FederatedSecure.Hosting.Wire;

/// <summary>
/// Reads and writes <see cref="WireChunk"/> in the wire format of the generated messages:
/// <c>message { PlanRef ref = R; Chunk chunk = C; }</c> with <c>Chunk { bytes digest = 1; bytes data = 2; }</c>.
/// </summary>
internal sealed class ChunkMarshaller
{
    private const int LengthDelimited = 2;
    private const int DigestField = 1;
    private const int DataField = 2;
    private readonly int _refField;
    private readonly int _chunkField;

    /// <param name="refField">Number of the field that holds the plan; 0 if the message has none.</param>
    /// <param name="chunkField">Number of the field that holds the chunk.</param>
    public ChunkMarshaller(int refField, int chunkField)
    {
        _refField = refField;
        _chunkField = chunkField;
    }

    public Marshaller<WireChunk> Create() => new(Serialize, Deserialize);

    private void Serialize(WireChunk message, SerializationContext context)
    {
        var refSize = message.Ref?.CalculateSize() ?? 0;
        var chunkSize = FieldSize(message.Digest is null ? 0 : Digest.Size) + FieldSize(message.Data.Length);
        context.SetPayloadLength((message.Ref is null ? 0 : 1 + VarintSize(refSize) + refSize) + 1 + VarintSize(chunkSize) + chunkSize);
        var writer = context.GetBufferWriter();
        if (message.Ref is { } plan)
        {
            WriteHeader(writer, _refField, refSize);
            plan.WriteTo(writer);
        }

        WriteHeader(writer, _chunkField, chunkSize);
        if (message.Digest is { } digest)
        {
            WriteHeader(writer, DigestField, Digest.Size);
            digest.CopyTo(writer.GetSpan(Digest.Size));
            writer.Advance(Digest.Size);
        }

        if (!message.Data.IsEmpty)
        {
            WriteHeader(writer, DataField, message.Data.Length);
            writer.Write(message.Data.Span);
        }

        context.Complete();
    }

    /// <exception cref="RpcException">The bytes are no such message; the status is INVALID_ARGUMENT.</exception>
    private WireChunk Deserialize(DeserializationContext context)
    {
        PlanRef? plan = null;
        Digest? digest = null;
        var data = ReadOnlySequence<byte>.Empty;
        var message = new SequenceReader<byte>(context.PayloadAsReadOnlySequence());
        while (TryReadField(ref message, out var field, out var content))
        {
            if (field == _refField && _refField != 0)
            {
                plan = ReadPlan(content);
            }
            else if (field == _chunkField)
            {
                var chunk = new SequenceReader<byte>(content);
                while (TryReadField(ref chunk, out var inner, out var value))
                {
                    if (inner == DigestField)
                    {
                        digest = ToDigest(value);
                    }
                    else if (inner == DataField)
                    {
                        data = value;
                    }
                }
            }
        }

        var rented = ArrayPool<byte>.Shared.Rent((int)data.Length);
        data.CopyTo(rented);
        return WireChunk.Owning(rented, (int)data.Length, digest, plan);
    }

    private static PlanRef ReadPlan(in ReadOnlySequence<byte> bytes)
    {
        try
        {
            return PlanRef.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            throw Malformed();
        }
    }

    private static Digest? ToDigest(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.Length != Digest.Size)
        {
            return null;
        }

        Span<byte> copy = stackalloc byte[Digest.Size];
        bytes.CopyTo(copy);
        return Digest.FromBytes(copy);
    }

    /// <summary>Reads the next length-delimited field; fields of other kinds are unknown here and are skipped.</summary>
    private static bool TryReadField(ref SequenceReader<byte> reader, out int field, out ReadOnlySequence<byte> content)
    {
        content = default;
        field = 0;
        while (!reader.End)
        {
            var tag = ReadVarint(ref reader);
            field = (int)(tag >> 3);
            if (tag is 0 or > uint.MaxValue || field == 0)
            {
                throw Malformed();
            }

            switch (tag & 7)
            {
                case 0:
                    ReadVarint(ref reader);
                    break;
                case 1:
                    Skip(ref reader, 8);
                    break;
                case LengthDelimited:
                    var length = ReadVarint(ref reader);
                    if (length > (ulong)reader.Remaining)
                    {
                        throw Malformed();
                    }

                    content = reader.UnreadSequence.Slice(0, (long)length);
                    reader.Advance((long)length);
                    return true;
                case 5:
                    Skip(ref reader, 4);
                    break;
                default:
                    throw Malformed();
            }
        }

        return false;
    }

    private static ulong ReadVarint(ref SequenceReader<byte> reader)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (!reader.TryRead(out var next))
            {
                throw Malformed();
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Malformed();
    }

    private static void Skip(ref SequenceReader<byte> reader, int count)
    {
        if (reader.Remaining < count)
        {
            throw Malformed();
        }

        reader.Advance(count);
    }

    private static RpcException Malformed() => new(new Status(StatusCode.InvalidArgument, "The chunk message is no valid protobuf."));

    private static int FieldSize(int length) => length == 0 ? 0 : 1 + VarintSize(length) + length;

    private static int VarintSize(int value) => CodedOutputStream.ComputeInt32Size(value);

    private static void WriteHeader(IBufferWriter<byte> writer, int field, int length)
    {
        var span = writer.GetSpan(6);
        span[0] = (byte)((field << 3) | LengthDelimited);
        var size = 1;
        for (var rest = (uint)length; ; rest >>= 7)
        {
            span[size++] = (byte)(rest < 0x80 ? rest : rest | 0x80);
            if (rest < 0x80)
            {
                break;
            }
        }

        writer.Advance(size);
    }
}
