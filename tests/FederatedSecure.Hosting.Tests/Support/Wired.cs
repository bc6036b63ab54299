using System.Buffers;
using Grpc.Core;

namespace FederatedSecure.Hosting.Tests.Support;

/// <summary>Writes messages to bytes and reads them back, as gRPC would.</summary>
internal static class Wired
{
    public static byte[] Write<T>(Marshaller<T> marshaller, T message)
    {
        var context = new Writing();
        marshaller.ContextualSerializer(message, context);
        Assert.True(context.IsComplete);
        Assert.Equal(context.Announced, context.Output.WrittenCount);
        return context.Output.WrittenSpan.ToArray();
    }

    /// <param name="marshaller">Reads the message.</param>
    /// <param name="bytes">The message.</param>
    /// <param name="pieceLength">Length of the pieces in which the bytes lie in memory.</param>
    public static T Read<T>(Marshaller<T> marshaller, byte[] bytes, int pieceLength = int.MaxValue) =>
        marshaller.ContextualDeserializer(new Reading(InPieces(bytes, pieceLength)));

    private static ReadOnlySequence<byte> InPieces(byte[] bytes, int length)
    {
        if (bytes.Length <= length)
        {
            return new ReadOnlySequence<byte>(bytes);
        }

        var first = new Piece(bytes.AsMemory(0, length), before: null);
        var last = first;
        for (var offset = length; offset < bytes.Length; offset += length)
        {
            last = new Piece(bytes.AsMemory(offset, Math.Min(length, bytes.Length - offset)), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }

    private sealed class Writing : SerializationContext
    {
        public ArrayBufferWriter<byte> Output { get; } = new();

        public int Announced { get; private set; }

        public bool IsComplete { get; private set; }

        public override void SetPayloadLength(int payloadLength) => Announced = payloadLength;

        public override IBufferWriter<byte> GetBufferWriter() => Output;

        public override void Complete() => IsComplete = true;
    }

    private sealed class Reading(ReadOnlySequence<byte> bytes) : DeserializationContext
    {
        public override int PayloadLength => (int)bytes.Length;

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => bytes;

        public override byte[] PayloadAsNewBuffer() => bytes.ToArray();
    }
}
