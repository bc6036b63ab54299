using System.Security.Cryptography;
using System.Text;
using CsCheck;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Encapsulation;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.Encapsulation;

public sealed class EnvelopeTests
{
    private static readonly EnvelopeContext Context = new(Digest.Of("plan"u8), "hospital-a", "hospital-b");
    private static readonly EnvelopeKey Key = EnvelopeKey.Create(new SeededRandomSource(1));

    [Fact]
    public void Messages_OfAnyLength_ComeThrough() =>
        Gen.Select(Gen.Byte.Array[0, 3000], Gen.ULong).Sample(
            (message, seed) =>
            {
                var envelope = Envelope.Seal(Key.PublicKey, Context, message, new SeededRandomSource(seed));
                return envelope.Length == message.Length + Envelope.Overhead
                    && Envelope.TryOpen(Key, Context, envelope, out var opened)
                    && opened.AsSpan().SequenceEqual(message);
            },
            iter: 30);

    [Fact]
    public void AChangeOfAnyByte_IsNoticed()
    {
        var envelope = Envelope.Seal(Key.PublicKey, Context, "a share"u8, SecureRandomSource.Instance);

        // Version, point, both parts of the lattice ciphertext, message, tag: every byte of the short ones, some of the long.
        foreach (var position in Enumerable.Range(0, 40).Concat([100, 500, 992, 993, 994, 1000, 1119, 1120]).Concat(Enumerable.Range(1121, 23)))
        {
            var changed = envelope.ToArray();
            changed[position] ^= 0x40;
            Assert.False(Envelope.TryOpen(Key, Context, changed, out var message), $"byte {position}");
            Assert.Null(message);
        }
    }

    [Fact]
    public void AnEnvelopeForAnother_StaysClosed()
    {
        var envelope = Envelope.Seal(Key.PublicKey, Context, "a share"u8, SecureRandomSource.Instance);
        using var other = EnvelopeKey.Create(new SeededRandomSource(2));

        Assert.False(Envelope.TryOpen(other, Context, envelope, out _));
        Assert.False(Envelope.TryOpen(Key, Context with { Plan = Digest.Of("another"u8) }, envelope, out _));
        Assert.False(Envelope.TryOpen(Key, Context with { Sender = "hospital-c" }, envelope, out _));
        Assert.False(Envelope.TryOpen(Key, Context with { Recipient = "hospital-c" }, envelope, out _));
        // The same characters, divided otherwise.
        Assert.False(Envelope.TryOpen(Key, new EnvelopeContext(Context.Plan, "hospital-ah", "ospital-b"), envelope, out _));
        Assert.True(Envelope.TryOpen(Key, Context, envelope, out _));
    }

    [Fact]
    public void ShortOrForeignBytes_StayClosed()
    {
        var envelope = Envelope.Seal(Key.PublicKey, Context, [], SecureRandomSource.Instance);
        for (var length = 0; length < envelope.Length; length += 13)
        {
            Assert.False(Envelope.TryOpen(Key, Context, envelope.AsSpan(0, length), out _));
        }

        Assert.False(Envelope.TryOpen(Key, Context, [.. envelope, 0], out _));

        // An ephemeral point of small order makes the agreed secret known to everybody.
        envelope.AsSpan(1, 32).Clear();
        Assert.False(Envelope.TryOpen(Key, Context, envelope, out _));
    }

    [Fact]
    public void Seal_FollowsItsDocumentation()
    {
        // The recipient's side done by hand, from the text of the documentation.
        var envelope = Envelope.Seal(Key.PublicKey, Context, "a share"u8, new SeededRandomSource(3));
        var secrets = new byte[64];
        Assert.True(X25519.TryAgree(Key.Scalar, envelope.AsSpan(1, 32), secrets.AsSpan(0, 32)));
        MlKem768.Decapsulate(MlKem768.PrivateKey(Key.Seed), envelope.AsSpan(33, 1088), secrets.AsSpan(32));
        byte[] info = [.. "FederatedSecure envelope v1"u8, .. envelope.AsSpan(1, 1120), .. Key.PublicKey.ToArray()];
        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, secrets, 44, null, info);
        byte[] data =
        [
            1, .. Context.Plan.ToArray(),
            .. BitConverter.GetBytes(10), .. Encoding.ASCII.GetBytes("hospital-a"),
            .. BitConverter.GetBytes(10), .. Encoding.ASCII.GetBytes("hospital-b"),
        ];
        using var aes = new AesGcm(derived.AsSpan(0, 32), 16);
        var message = new byte[7];

        aes.Decrypt(derived.AsSpan(32), envelope.AsSpan(1121, 7), envelope.AsSpan(1128), message, data);

        Assert.Equal("a share", Encoding.ASCII.GetString(message));
    }

    [Fact]
    public void Keys_ExportedAndImported_OpenTheSame()
    {
        var envelope = Envelope.Seal(Key.PublicKey, Context, "a share"u8, SecureRandomSource.Instance);

        using var imported = EnvelopeKey.Import(Key.Export());

        Assert.Equal(Key.PublicKey, imported.PublicKey);
        Assert.True(Envelope.TryOpen(imported, Context, envelope, out _));
        Assert.Throws<ArgumentException>(() => EnvelopeKey.Import(new byte[95]));
    }

    [Fact]
    public void PublicKeys_AreReadAndRefused()
    {
        var bytes = Key.PublicKey.ToArray();
        Assert.True(EnvelopePublicKey.TryRead(bytes, out var read));
        Assert.Equal(Key.PublicKey, read);
        Assert.Equal(Digest.Of(bytes), read.Fingerprint);

        Assert.False(EnvelopePublicKey.TryRead(bytes.AsSpan(1), out _));
        var zeroPoint = bytes.ToArray();
        zeroPoint.AsSpan(0, 32).Clear();
        Assert.False(EnvelopePublicKey.TryRead(zeroPoint, out _));
        bytes.AsSpan(32, 3).Fill(0xFF);
        Assert.False(EnvelopePublicKey.TryRead(bytes, out _));
    }

    [Fact]
    public void Key_AfterDispose_IsGoneAndNeverShown()
    {
        var key = EnvelopeKey.Create(new SeededRandomSource(9));
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(key.Export);
        Assert.Equal(typeof(EnvelopeKey).FullName, key.ToString());
    }
}
