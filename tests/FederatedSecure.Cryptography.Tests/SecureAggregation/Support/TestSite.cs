using FederatedSecure.Cryptography.Encapsulation;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation.Support;

/// <summary>A site and its keys, the signing key being one of its own where none is given.</summary>
internal sealed class TestSite(string name, ulong seed, SiteKey? key = null) : IDisposable
{
    public string Name { get; } = name;

    public SiteKey Key { get; } = key ?? SiteKey.Create();

    public EnvelopeKey EnvelopeKey { get; } = EnvelopeKey.Create(new SeededRandomSource(seed, 7));

    public void Dispose()
    {
        Key.Dispose();
        EnvelopeKey.Dispose();
    }
}
