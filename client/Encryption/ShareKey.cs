using System.Security.Cryptography;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Cryptography.Encapsulation;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Hosting.Files;
using FederatedSecure.Numerics;
using Google.Protobuf;

namespace FederatedSecure.Client.Encryption;

/// <summary>The site's key that shares are closed for, in its own directory with access for its owner only.</summary>
public static class ShareKey
{
    /// <summary>Reads the key; makes it where there is none yet.</summary>
    /// <exception cref="ArgumentException">The file is damaged.</exception>
    public static EnvelopeKey LoadOrCreate(ClientDirectory directory)
    {
        if (File.Exists(directory.ShareKeyFile))
        {
            PrivateFile.Restrict(directory.ShareKeyFile);
            var bytes = File.ReadAllBytes(directory.ShareKeyFile);
            try
            {
                return EnvelopeKey.Import(bytes);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(bytes);
            }
        }

        var key = EnvelopeKey.Create(SecureRandomSource.Instance);
        var secret = key.Export();
        PrivateFile.Write(directory.ShareKeyFile, secret);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    /// <summary>What the coordinator is shown: the public part under the site's own signature.</summary>
    public static Protos.V1.EnvelopeKey Show(EnvelopeKey key, SiteKey site, string name) => new()
    {
        Key = ByteString.CopyFrom(key.PublicKey.ToArray()),
        Signature = ByteString.CopyFrom(EnvelopeKeyStatement.Sign(site.Key, name, key.PublicKey)),
    };
}
