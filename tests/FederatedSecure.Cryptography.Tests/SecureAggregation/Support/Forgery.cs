using System.Collections.Immutable;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Encapsulation;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Cryptography.Sharing;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation.Support;

/// <summary>
/// An upload that no honest site makes, with a good header over it: the steps of the <see cref="Protector"/>, each of which may be
/// replaced. The update is all zeros, the weight 1.
/// </summary>
internal sealed record Forgery
{
    /// <summary>Changes the message of a chunk before it is encrypted.</summary>
    public Action<int, ulong[]> Message { get; init; } = (_, _) => { };

    /// <summary>Changes the ciphertext of a chunk.</summary>
    public Action<int, ulong[]> Ciphertext { get; init; } = (_, _) => { };

    /// <summary>Changes the bytes of a chunk.</summary>
    public Action<int, byte[]> Chunk { get; init; } = (_, _) => { };

    /// <summary>The share that a holder gets, from all that were dealt in the order of the holders.</summary>
    public Func<int, ImmutableArray<byte[]>, byte[]> Share { get; init; } = (holder, shares) => shares[holder - 1];

    /// <summary>The envelope that a holder gets, from all that were made.</summary>
    public Func<int, ImmutableArray<byte[]>, byte[]> Envelope { get; init; } = (holder, envelopes) => envelopes[holder - 1];

    public TestUpload Make(TestFederation federation, string site, SecurePlan? of = null)
    {
        var plan = of ?? federation.Plan;
        var random = federation.RandomOf(site, plan, forged: true);
        using var secret = OneTimeSecret.Create(plan.Ring, random);
        ImmutableArray<byte[]> shares = [.. SecretSharing.Split(secret, plan.Threshold, plan.Holders.Length, random).Select(share => share.ToArray())];
        ImmutableArray<byte[]> made =
        [
            .. plan.Holders.Select((holder, index) => Cryptography.Encapsulation.Envelope.Seal(
                plan.Find(holder)!.EnvelopeKey, new EnvelopeContext(plan.Digest, site, holder), Share(index + 1, shares), random)),
        ];
        ImmutableArray<byte[]> envelopes = [.. Enumerable.Range(1, made.Length).Select(holder => Envelope(holder, made))];
        return Signed(federation, site, plan, envelopes, Chunks(plan, secret, random));
    }

    /// <summary>Puts any envelopes and chunks together under a site's good signature.</summary>
    public static TestUpload Signed(TestFederation federation, string site, SecurePlan plan, IEnumerable<byte[]> envelopes, IEnumerable<byte[]> chunks)
    {
        byte[] content = [.. envelopes.Concat(chunks).SelectMany(bytes => bytes)];
        ImmutableArray<Digest> digests = [.. envelopes.Select(envelope => Digest.Of(envelope))];
        return new TestUpload(UploadHeader.Sign(federation.Sites[site].Key.Key, plan.Digest, site, Digest.Of(content), digests), content);
    }

    private List<byte[]> Chunks(SecurePlan plan, OneTimeSecret secret, Numerics.SeededRandomSource random)
    {
        var packer = new VectorPacker(plan.Packing);
        using var common = new CommonPolynomials(plan.Ring, plan.Digest);
        using var encryptor = new Encryptor(secret, common, random);
        var (message, ciphertext) = (new ulong[plan.Ring.Degree], new ulong[plan.Ring.Degree]);
        var chunks = new List<byte[]>();
        for (var chunk = 0; chunk < plan.Packing.Chunks; chunk++)
        {
            var values = new uint[plan.Packing.ValuesOf(chunk).Count];
            values.AsSpan().Fill(plan.Packing.LargestValue / 2);
            var slots = new ulong[plan.Packing.SlotsOf(chunk).Count];
            slots.AsSpan(0, Math.Min(1, slots.Length)).Fill(1);
            packer.Pack(chunk, values, slots, message);
            Message(chunk, message);
            encryptor.Encrypt(chunk, message, ciphertext);
            Ciphertext(chunk, ciphertext);
            var bytes = new byte[plan.Upload.ChunkLength];
            plan.Packing.Codec.Encode(ciphertext, bytes);
            Chunk(chunk, bytes);
            chunks.Add(bytes);
        }

        return chunks;
    }
}
