using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.Lattice.Support;

/// <summary>One chunk of a bucket: what its members sent, added up, with the key that opens it and the truth.</summary>
internal sealed record BucketSum(RingParameters Parameters, int Chunk, ulong[] Ciphertext, OpeningKey Key, ulong[] Message)
{
    public static BucketSum Of(RingParameters parameters, int members, int droppedBits, ulong seed)
    {
        const int chunk = 9;
        var random = new SeededRandomSource(seed);
        using var common = new CommonPolynomials(parameters, Some.Plan);
        var codec = new CiphertextCodec(parameters, droppedBits);
        var (b, bytes) = (new ulong[parameters.Degree], new byte[codec.ByteCount]);
        var (sum, key, expected) = (new ulong[parameters.Degree], new ulong[parameters.Degree], new ulong[parameters.Degree]);
        var largest = (parameters.PlainModulus - 1) / (ulong)members;
        for (var member = 0; member < members; member++)
        {
            using var secret = OneTimeSecret.Create(parameters, random);
            using var encryptor = new Encryptor(secret, common, random);
            var message = Some.Message(random, parameters, members);
            // The ends of the range, too: nothing at all, and as much as a sum can hold.
            message.AsSpan(0, 100).Clear();
            message.AsSpan(100, 100).Fill(largest);
            encryptor.Encrypt(chunk, message, b);
            codec.Encode(b, bytes);
            Assert.True(codec.TryDecode(bytes, b));
            Adder.Add(sum, b, parameters);
            Adder.Add(key, secret.Words, parameters);
            for (var i = 0; i < expected.Length; i++)
            {
                expected[i] += message[i];
            }
        }

        return new BucketSum(parameters, chunk, sum, OpeningKey.FromWords(parameters, key), expected);
    }
}
