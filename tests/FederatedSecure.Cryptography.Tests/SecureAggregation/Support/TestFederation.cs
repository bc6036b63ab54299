using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Numerics;
using Certificates = FederatedSecure.Cryptography.Tests.Support.Some;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation.Support;

/// <summary>Sites with keys and certificates, a plan among them, and their uploads in memory.</summary>
internal sealed class TestFederation : IDisposable
{
    private readonly CertificateAuthority _authority = Certificates.Authority();
    private readonly Dictionary<string, TestSite> _sites = [];
    private readonly ulong _seed;

    public TestFederation(int sites, int values, int bucketSize = 3, int? threshold = null, int bits = 16, long maximumWeight = 1, double clipNorm = 10, double range = 1, ulong seed = 1)
    {
        _seed = seed;
        for (var i = 0; i < sites; i++)
        {
            var site = new TestSite($"site-{i:000}", seed + (ulong)i);
            _sites.Add(site.Name, site);
        }

        Assert.True(PackingPlanner.TryPlan(SecurePlan.PackingFor(sites, bucketSize, bits, values), out var packing, out var problem), problem);
        Terms = new SecureTerms
        {
            Ring = packing.Ring.Name,
            Threshold = threshold ?? Cryptography.Sharing.SecretSharing.DefaultThreshold(Math.Min(sites, 32)),
            BucketSize = bucketSize,
            Bits = bits,
            DroppedBits = packing.DroppedBits,
            ClipNorm = clipNorm,
            Range = range,
            MaximumWeight = maximumWeight,
            Values = values,
        };
        Plan = NewPlan("plan");
    }

    public SecureTerms Terms { get; }

    public SecurePlan Plan { get; }

    public IReadOnlyDictionary<string, TestSite> Sites => _sites;

    public X509Certificate2Collection Authorities => [_authority.Certificate];

    /// <summary>Another plan among the same sites.</summary>
    public SecurePlan NewPlan(string text, SecureTerms? terms = null)
    {
        Assert.True(
            SecurePlan.TryCreate(Digest.Of(System.Text.Encoding.UTF8.GetBytes(text)), _sites.Values.Select(Member), "job 1 1", terms ?? Terms, out var plan, out var problem),
            problem);
        return plan;
    }

    public RosterMember Member(TestSite site)
    {
        using var certificate = _authority.IssueSite(site.Key.CreateSigningRequest(site.Name), site.Name, Certificates.Week);
        var signature = EnvelopeKeyStatement.Sign(site.Key.Key, site.Name, site.EnvelopeKey.PublicKey);
        Assert.True(
            RosterMember.TryRead(
                site.Name, certificate.RawData, site.EnvelopeKey.PublicKey.ToArray(), signature, Authorities, Certificates.Now, out var member, out var problem),
            problem);
        return member;
    }

    /// <summary>The upload of a site.</summary>
    public TestUpload Upload(string site, float[] update, SiteFigures? figures = null, SecurePlan? plan = null)
    {
        plan ??= Plan;
        using var output = new MemoryStream();
        var header = Protector.Protect(
            plan, site, update, figures ?? new SiteFigures(1, 10, 5, 4, 3, 2), _sites[site].Key.Key, RandomOf(site, plan), output);
        return new TestUpload(header, output.ToArray());
    }

    /// <summary>A site's random numbers: others for every plan and for a forged upload, as one secret serves one upload.</summary>
    public SeededRandomSource RandomOf(string site, SecurePlan plan, bool forged = false) => new(
        _seed + BitConverter.ToUInt64(plan.Digest.ToArray()) + (forged ? 1u : 0u),
        ulong.Parse(site[5..], System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>What a holder answers.</summary>
    public ImmutableArray<BucketAnswer> Answer(string holder, Partition partition, IReadOnlyDictionary<string, TestUpload> uploads, SecurePlan? plan = null)
    {
        plan ??= Plan;
        var desk = new ShareHolder(plan, holder, _sites[holder].EnvelopeKey);
        var number = plan.NumberOf(holder);
        return [.. Enumerable.Range(0, partition.Buckets.Length).Select(bucket => desk.Answer(partition, bucket, sender => uploads[sender].Envelope(plan, number)))];
    }

    public Partition Partition(IReadOnlyDictionary<string, TestUpload> uploads, SecurePlan? plan = null)
    {
        Assert.True(Cryptography.SecureAggregation.Partition.TryCreate(plan ?? Plan, [.. uploads.Values.Select(upload => upload.Header)], out var partition, out var problem), problem);
        return partition;
    }

    /// <summary>Opens one bucket.</summary>
    public (OpenedBucket Bucket, float[] Mean) Open(
        Partition partition, int bucket, IReadOnlyDictionary<string, TestUpload> uploads, IEnumerable<ImmutableArray<BucketAnswer>> answers, SecurePlan? plan = null)
    {
        plan ??= Plan;
        var mean = new float[plan.Terms.Values];
        var opened = new BucketOpener(plan, partition, new SeededRandomSource(99)).Open(
            bucket,
            [.. answers.Select(answer => answer[bucket])],
            site => uploads[site].Read,
            (first, values) => values.CopyTo(mean.AsSpan((int)first)),
            CancellationToken.None);
        return (opened, mean);
    }

    public void Dispose()
    {
        foreach (var site in _sites.Values)
        {
            site.Dispose();
        }
    }
}
