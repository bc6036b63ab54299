using CsCheck;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Protos.V1;
using Google.Protobuf;

namespace FederatedSecure.Hosting.Tests.Support;

/// <summary>Random messages.</summary>
internal static class Some
{
    public static Gen<byte[]> Bytes { get; } = Gen.OneOf(Gen.Byte.Array[0, 20], Gen.Byte.Array[100, 200], Gen.Byte.Array[16_380, 16_390]);

    public static Gen<Digest?> Digest { get; } = Gen.OneOf(
        Gen.Const((Digest?)null), Gen.Byte.Array[Cryptography.Content.Digest.Size].Select(bytes => (Digest?)Cryptography.Content.Digest.FromBytes(bytes)));

    public static Gen<PlanRef?> Plan { get; } = Gen.OneOf(
        Gen.Const((PlanRef?)null),
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 20], Gen.UInt, Gen.UInt, Gen.Byte.Array[0, 40]).Select((job, round, attempt, digest) => (PlanRef?)new PlanRef
        {
            JobId = job,
            Round = round,
            Attempt = attempt,
            PlanDigest = ByteString.CopyFrom(digest),
        }));

    public static Gen<int> PieceLength { get; } = Gen.OneOf(Gen.Int[1, 7], Gen.Int[20, 200], Gen.Const(int.MaxValue));

    public static ByteString ToBytes(Digest? digest) => digest is { } known ? ByteString.CopyFrom(known.ToArray()) : ByteString.Empty;
}
