using CsCheck;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Hosting.Tests.Support;
using FederatedSecure.Hosting.Wire;
using FederatedSecure.Protos.V1;
using Google.Protobuf;

namespace FederatedSecure.Hosting.Tests.Wire;

public sealed class ChunkMarshallerTests
{
    [Fact]
    public void Upload_WrittenHere_IsReadByGeneratedCode() =>
        Gen.Select(Some.Plan, Some.Digest, Some.Bytes).Sample((plan, digest, data) =>
        {
            using var chunk = Own(data, digest, plan);

            var read = PutChunksRequest.Parser.ParseFrom(Wired.Write(ChunkMethods.PutChunks.RequestMarshaller, chunk));

            Assert.Equal(plan, read.Ref);
            Assert.Equal(Some.ToBytes(digest), read.Chunk.Digest);
            Assert.Equal(data, read.Chunk.Data.ToByteArray());
        });

    [Fact]
    public void Upload_WrittenByGeneratedCode_IsReadHere() =>
        Gen.Select(Some.Plan, Some.Digest, Some.Bytes, Some.PieceLength).Sample((plan, digest, data, piece) =>
        {
            var message = new PutChunksRequest { Ref = plan, Chunk = Generated(digest, data) };

            using var read = Wired.Read(ChunkMethods.PutChunks.RequestMarshaller, message.ToByteArray(), piece);

            Assert.Equal(plan, read.Ref);
            Assert.Equal(digest, read.Digest);
            Assert.Equal(data, read.Data.ToArray());
        });

    [Fact]
    public void Download_BothWays_IsTheGeneratedMessage() =>
        Gen.Select(Some.Digest, Some.Bytes, Some.PieceLength).Sample((digest, data, piece) =>
        {
            var marshaller = ChunkMethods.GetChunks.ResponseMarshaller;
            using var chunk = Own(data, digest, plan: null);
            var message = new GetChunksResponse { Chunk = Generated(digest, data) };

            Assert.Equal(message, GetChunksResponse.Parser.ParseFrom(Wired.Write(marshaller, chunk)));
            using var read = Wired.Read(marshaller, message.ToByteArray(), piece);

            Assert.Equal(digest, read.Digest);
            Assert.Equal(data, read.Data.ToArray());
        });

    [Fact]
    public void Message_WithFieldsOfLaterVersions_IsRead() =>
        Gen.Select(Some.Digest, Some.Bytes, Gen.Int[3, 1000], Gen.ULong).Sample((digest, data, field, value) =>
        {
            var later = new MemoryStream();
            using (var output = new CodedOutputStream(later, leaveOpen: true))
            {
                output.WriteTag(field, WireFormat.WireType.Varint);
                output.WriteUInt64(value);
                output.WriteTag(field, WireFormat.WireType.Fixed64);
                output.WriteFixed64(value);
                output.WriteTag(field, WireFormat.WireType.Fixed32);
                output.WriteFixed32((uint)value);
                output.WriteTag(field, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(data));
                output.WriteRawTag(2 << 3 | 2);
                output.WriteMessage(Generated(digest, data));
            }

            using var read = Wired.Read(ChunkMethods.PutChunks.RequestMarshaller, later.ToArray());

            Assert.Equal(digest, read.Digest);
            Assert.Equal(data, read.Data.ToArray());
        });

    [Fact]
    public void Digest_OfAnotherLength_IsNone()
    {
        var message = new GetChunksResponse { Chunk = new Chunk { Digest = ByteString.CopyFrom(new byte[31]), Data = ByteString.CopyFrom(1, 2) } };

        using var read = Wired.Read(ChunkMethods.GetChunks.ResponseMarshaller, message.ToByteArray());

        Assert.Null(read.Digest);
        Assert.Equal([1, 2], read.Data.ToArray());
    }

    [Fact]
    public void Chunk_Disposed_HoldsNothingAnyMore()
    {
        var chunk = Own([1, 2, 3], digest: null, plan: null);

        chunk.Dispose();
        chunk.Dispose();

        Assert.True(chunk.Data.IsEmpty);
    }

    private static Chunk Generated(Digest? digest, byte[] data) => new() { Digest = Some.ToBytes(digest), Data = ByteString.CopyFrom(data) };

    private static WireChunk Own(byte[] data, Digest? digest, PlanRef? plan)
    {
        var rented = System.Buffers.ArrayPool<byte>.Shared.Rent(data.Length);
        data.CopyTo(rented, 0);
        return WireChunk.Owning(rented, data.Length, digest, plan);
    }
}
