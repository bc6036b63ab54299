using FederatedSecure.Cryptography.Encapsulation;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation.Support;

/// <summary>A site and its keys.</summary>
internal sealed class TestSite(string name, ulong seed) : IDisposable
{
    public string Name { get; } = name;

    public SiteKey Key { get; } = SiteKey.Create();

    public EnvelopeKey EnvelopeKey { get; } = EnvelopeKey.Create(new SeededRandomSource(seed, 7));

    public void Dispose()
    {
        Key.Dispose();
        EnvelopeKey.Dispose();
    }
}
