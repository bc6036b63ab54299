using CsCheck;
using FederatedSecure.Hosting.Tests.Support;
using FederatedSecure.Hosting.Wire;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FederatedSecure.Hosting.Tests.Wire;

/// <summary>Bytes that no generated code wrote: they are read or refused, and cost no more memory than they are long.</summary>
public sealed class HostileChunkTests
{
    // An exception with its trace, and the pool's rounding.
    private const long Overhead = 256 << 10;

    public static TheoryData<string> Malformed => new(
        "0A",                       // a tag without anything behind it
        "12FFFFFFFF07",             // two gigabytes are announced, and none come
        "12FFFFFFFFFFFFFFFFFF01",   // 2^64 - 1 bytes are announced
        "12FFFFFFFFFFFFFFFFFFFF01", // a varint of eleven bytes
        "12021204",                 // the data is longer than the chunk around it
        "1206122000000000",         // the same with the digest cut off
        "09000000",                 // a fixed64 of three bytes
        "0D000000",                 // a fixed32 of three bytes
        "0880",                     // a varint that never ends
        "00",                       // field 0
        "13",                       // a group, which proto3 does not have
        "16",                       // wire type 6
        "17",                       // wire type 7
        "80808080808001",           // a tag of more than 32 bits
        "0A01FF",                   // a plan that is none
        "0A020AFF");                // a plan whose job is longer than the plan

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Bytes_ThatAreNoMessage_AreRefused(string hex)
    {
        var exception = Assert.Throws<RpcException>(() => Read(Convert.FromHexString(hex)));

        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
    }

    [Fact]
    public void Chunk_OfTheWrongWireType_IsAsIfItWereNotThere()
    {
        using var read = Read(Convert.FromHexString("1005"));

        Assert.Null(read.Digest);
        Assert.True(read.Data.IsEmpty);
    }

    [Fact]
    public void Message_CutOffAnywhere_IsReadOrRefused()
    {
        var whole = new PutChunksRequest
        {
            Ref = new PlanRef { JobId = "job", Round = 3, PlanDigest = ByteString.CopyFrom(new byte[32]) },
            Chunk = new Chunk { Digest = ByteString.CopyFrom(new byte[32]), Data = ByteString.CopyFrom(new byte[300]) },
        }.ToByteArray();

        for (var length = 0; length < whole.Length; length++)
        {
            AssertHarmless(whole[..length]);
        }
    }

    [Fact]
    public void Message_WithDamagedBytes_IsReadOrRefused() =>
        Gen.Select(Some.Plan, Some.Digest, Gen.Byte.Array[0, 300], Gen.Select(Gen.Int[0, 1000], Gen.Byte).Array[1, 4]).Sample((plan, digest, data, damages) =>
        {
            var bytes = new PutChunksRequest { Ref = plan, Chunk = new Chunk { Digest = Some.ToBytes(digest), Data = ByteString.CopyFrom(data) } }.ToByteArray();
            foreach (var (place, value) in damages)
            {
                bytes[place % bytes.Length] = value;
            }

            AssertHarmless(bytes);
        });

    [Fact]
    public void Bytes_AtRandom_AreReadOrRefused() => Gen.Byte.Array[0, 64].Sample(AssertHarmless);

    private static WireChunk Read(byte[] bytes) => Wired.Read(ChunkMethods.PutChunks.RequestMarshaller, bytes);

    private static void AssertHarmless(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var read = Read(bytes);
            Assert.InRange(read.Data.Length, 0, bytes.Length);
        }
        catch (RpcException exception)
        {
            Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, bytes.Length + Overhead);
    }
}
