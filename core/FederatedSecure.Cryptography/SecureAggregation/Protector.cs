using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Encapsulation;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.NoiseShares;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>
/// A site's step: clips, quantizes, packs and encrypts its update under a secret made for this plan alone, and shares that secret
/// among the holders. Where the plan says so, the site's share of noise is added to the whole numbers before they are packed.
/// </summary>
/// <remarks>
/// What comes out must be stored before the first byte of it leaves the site, and sent as stored ever after: doing this twice for
/// one plan gives two ciphertexts of which the coordinator could use either. The secret ends with the call.
/// </remarks>
public static class Protector
{
    /// <summary>Protects an update.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="site">Who uploads.</param>
    /// <param name="update">The update: finite values in the order of the parameter layout.</param>
    /// <param name="figures">What else the site tells.</param>
    /// <param name="key">The private key of the site's certificate.</param>
    /// <param name="random">A cryptographic source in production.</param>
    /// <param name="output">Receives the upload, as <see cref="SecurePlan.Upload"/> lays it out.</param>
    /// <returns>The site's signed word on it.</returns>
    /// <exception cref="ArgumentException">
    /// The site is not on the roster, the number of values is not the plan's, a value is not finite, or the weight is out of range.
    /// </exception>
    public static UploadHeader Protect(
        SecurePlan plan, string site, ReadOnlySpan<float> update, SiteFigures figures, ECDsa key, IRandomSource random, Stream output)
    {
        if (plan.Find(site) is null)
        {
            throw new ArgumentException($"{site} is not on the plan's roster.", nameof(site));
        }

        if (update.Length != plan.Terms.Values)
        {
            throw new ArgumentException($"The plan is about {plan.Terms.Values} values; the update has {update.Length}.", nameof(update));
        }

        if (figures.Weight < 1 || figures.Weight > plan.Terms.MaximumWeight)
        {
            throw new ArgumentException($"A weight lies between 1 and {plan.Terms.MaximumWeight}; {figures.Weight} does not.", nameof(figures));
        }

        // A site's part of the sum is weight/W · update, so that the sum of weights turns it into the weighted mean.
        var scale = update.IsEmpty ? 0 : Clipping.Scale(update, plan.Terms.ClipNorm) * figures.Weight / plan.Terms.MaximumWeight;
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var secret = OneTimeSecret.Create(plan.Ring, random);
        var envelopes = WriteEnvelopes(plan, site, secret, random, whole, output);
        WriteCiphertext(plan, update, scale, figures, secret, random, whole, output);
        return UploadHeader.Sign(key, plan.Digest, site, Digest.Finish(whole), envelopes);
    }

    private static ImmutableArray<Digest> WriteEnvelopes(
        SecurePlan plan, string site, OneTimeSecret secret, IRandomSource random, IncrementalHash whole, Stream output)
    {
        var digests = ImmutableArray.CreateBuilder<Digest>(plan.Holders.Length);
        foreach (var share in SecretSharing.Split(secret, plan.Threshold, plan.Holders.Length, random))
        {
            using (share)
            {
                var holder = plan.Holders[share.Holder - 1];
                var bytes = share.ToArray();
                var envelope = Envelope.Seal(plan.Find(holder)!.EnvelopeKey, new EnvelopeContext(plan.Digest, site, holder), bytes, random);
                CryptographicOperations.ZeroMemory(bytes);
                digests.Add(Digest.Of(envelope));
                whole.AppendData(envelope);
                output.Write(envelope);
            }
        }

        return digests.MoveToImmutable();
    }

    private static void WriteCiphertext(
        SecurePlan plan,
        ReadOnlySpan<float> update,
        double scale,
        SiteFigures figures,
        OneTimeSecret secret,
        IRandomSource random,
        IncrementalHash whole,
        Stream output)
    {
        var packing = plan.Packing;
        var packer = new VectorPacker(packing);
        using var common = new CommonPolynomials(plan.Ring, plan.Digest);
        using var encryptor = new Encryptor(secret, common, random);
        using IQuantizer quantizer = plan.Noise is null
            ? new Quantizer(plan.Terms.Bits, plan.Terms.Range, random)
            : NoisyQuantizer.Create(plan.Noise, packing, update, scale, random);
        Span<ulong> slots = stackalloc ulong[SiteFigures.Slots];
        figures.Write(packing.LargestSlot, slots);
        var quantized = new uint[plan.Ring.Degree * packing.ValuesPerCoefficient];
        var (message, ciphertext) = (new ulong[plan.Ring.Degree], new ulong[plan.Ring.Degree]);
        var bytes = new byte[packing.Codec.ByteCount];
        for (var chunk = 0; chunk < packing.Chunks; chunk++)
        {
            var (start, count) = packing.ValuesOf(chunk);
            var values = quantized.AsSpan(0, count);
            quantizer.Quantize(chunk, update.Slice((int)start, count), scale, values);
            var (firstSlot, slotCount) = packing.SlotsOf(chunk);
            packer.Pack(chunk, values, slots.Slice(firstSlot, slotCount), message);
            encryptor.Encrypt(chunk, message, ciphertext);
            packing.Codec.Encode(ciphertext, bytes);
            whole.AppendData(bytes);
            output.Write(bytes);
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(message.AsSpan()));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(quantized.AsSpan()));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(slots));
    }
}
