using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Client.Encryption;
using FederatedSecure.Client.Work;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Hosting.Encryption;
using FederatedSecure.Numerics;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds.Jobs;
using Google.Protobuf;
using EnvelopeKey = FederatedSecure.Cryptography.Encapsulation.EnvelopeKey;

namespace FederatedSecure.Client.Tests.Support;

/// <summary>Encrypted plans of three sites that add noise in shares, made once and changed at will.</summary>
internal sealed class NoisyPlan
{
    private readonly CertificateAuthority _authority = CertificateAuthority.Create("test", TimeProvider.System);
    private readonly Protos.V1.Encryption _encryption;

    public NoisyPlan()
    {
        var spec = new EncryptionSpec(ClipNorm: 1);
        Assert.True(new SiteNoiseSpec(Epsilon: 8, SpareRounds: 0).TryPlan(spec, 15, rounds: 2, out var noise, out var problem), problem);
        Assert.True(Cryptography.Packing.PackingPlanner.TryPlan(spec.PackingFor(3, 15), out var packing, out problem), problem);
        _encryption = new Protos.V1.Encryption
        {
            Ring = packing.Ring.Name,
            Threshold = 3,
            BucketSize = 3,
            Bits = 16,
            DroppedBits = (uint)packing.DroppedBits,
            ClipNorm = 1,
            Range = 1,
            MaximumWeight = 1,
            SiteNoise = SecurePlanMessages.ToMessage(noise.Terms),
            Roster = { new[] { SomePlan.Site, "hospital-b", "hospital-c" }.Select(Member) },
        };
    }

    /// <summary>The plan, or why it is refused.</summary>
    /// <exception cref="PlanException">It is.</exception>
    public WorkPlan Read(Action<Plan>? change = null) => PlanReader.Read(
        SomePlan.Offer(plan =>
        {
            (plan.Protection, plan.Encryption) = (Protos.V1.Protection.Encrypted, _encryption.Clone());
            change?.Invoke(plan);
        }),
        SomePlan.Site,
        SomePlan.Limits,
        new RosterReader([_authority.Certificate], DateTimeOffset.UtcNow));

    private RosterMember Member(string site)
    {
        using var key = SiteKey.Create();
        using var certificate = _authority.IssueSite(key.CreateSigningRequest(site), site, TimeSpan.FromDays(1));
        using var share = EnvelopeKey.Create(SecureRandomSource.Instance);
        return new RosterMember { Site = site, Certificate = ByteString.CopyFrom(certificate.Export(X509ContentType.Cert)), EnvelopeKey = ShareKey.Show(share, key, site) };
    }
}
