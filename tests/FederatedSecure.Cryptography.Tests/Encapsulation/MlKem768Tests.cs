using FederatedSecure.Cryptography.Encapsulation;
using FederatedSecure.Numerics;
using Org.BouncyCastle.Crypto.Digests;

namespace FederatedSecure.Cryptography.Tests.Encapsulation;

public sealed class MlKem768Tests
{
    /// <remarks>
    /// Seeds, messages and a random ciphertext per round are drawn from SHAKE-128 of nothing; encapsulation key, ciphertext,
    /// secret, and the secret that decapsulating the random ciphertext gives, are absorbed by another SHAKE-128. The hashes are
    /// those that Go's crypto/mlkem publishes for FIPS 203 (TestAccumulated in its mlkem_test.go). The long run takes ten seconds: with -explicit on.
    /// </remarks>
    [Theory]
    [InlineData(100, "1114b1b6699ed191734fa339376afa7e285c9e6acf6ff0177d346696ce564415")]
    [InlineData(10_000, "8a518cc63da366322a8e7a818c7a0d63483cb3528d34a4cf42f35d5ad73f22fc", Explicit = true)]
    public void ManyRounds_GiveThePublishedHash(int rounds, string expected)
    {
        var random = new ShakeSource();
        var results = new ShakeDigest(128);
        var (seed, invalid) = (new byte[MlKem768.SeedLength], new byte[MlKem768.CiphertextLength]);
        var (ciphertext, secret, opened) = (new byte[MlKem768.CiphertextLength], new byte[MlKem768.SecretLength], new byte[MlKem768.SecretLength]);
        for (var round = 0; round < rounds; round++)
        {
            random.Fill(seed);
            var key = MlKem768.PrivateKey(seed);
            var publicKey = key.GetPublicKeyEncoded();
            MlKem768.Encapsulate(publicKey, random, ciphertext, secret);
            MlKem768.Decapsulate(key, ciphertext, opened);
            Assert.Equal(secret, opened);
            random.Fill(invalid);
            MlKem768.Decapsulate(key, invalid, opened);

            results.BlockUpdate(publicKey);
            results.BlockUpdate(ciphertext);
            results.BlockUpdate(secret);
            results.BlockUpdate(opened);
        }

        var hash = new byte[32];
        results.OutputFinal(hash);
        Assert.Equal(expected, Convert.ToHexStringLower(hash));
    }

    [Fact]
    public void PublicKey_WithACoefficientOf3329OrMore_IsNotReduced()
    {
        var key = MlKem768.PublicKey(new byte[MlKem768.SeedLength]);
        Assert.True(MlKem768.IsReduced(key));
        for (var coefficient = 0; coefficient < 768; coefficient++)
        {
            foreach (var value in new[] { 3329, 3330, 4095 })
            {
                var changed = key.ToArray();
                var at = coefficient / 2 * 3;
                if (coefficient % 2 == 0)
                {
                    changed[at] = (byte)value;
                    changed[at + 1] = (byte)((changed[at + 1] & 0xF0) | (value >> 8));
                }
                else
                {
                    changed[at + 1] = (byte)((changed[at + 1] & 0x0F) | (value << 4));
                    changed[at + 2] = (byte)(value >> 4);
                }

                Assert.False(MlKem768.IsReduced(changed));
            }
        }

        Assert.False(MlKem768.IsReduced(key.AsSpan(1)));
    }

    /// <summary>The stream of SHAKE-128 of nothing.</summary>
    private sealed class ShakeSource : IRandomSource
    {
        private readonly ShakeDigest _shake = new(128);

        public void Fill(Span<byte> destination) => _shake.Output(destination);
    }
}
