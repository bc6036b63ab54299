using System.Collections.Immutable;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Cryptography.Tests.NoiseShares;
using FederatedSecure.Cryptography.Tests.SecureAggregation.Support;
using FederatedSecure.Privacy;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation;

/// <summary>Whole rounds in which every site adds its share of noise: what the coordinator opens carries it.</summary>
public sealed class NoisyRoundTests : IDisposable
{
    private const int Values = 5_000;
    private readonly TestFederation _federation = new(sites: 9, values: Values, clipNorm: 1);

    public void Dispose() => _federation.Dispose();

    [Theory]
    [InlineData(DistributedMechanism.DiscreteGaussian)]
    [InlineData(DistributedMechanism.Skellam)]
    public void EveryBucket_CarriesTheNoiseOfItsMembersAndOpensInWholeSteps(DistributedMechanism mechanism)
    {
        var plan = Plan(mechanism);

        foreach (var (members, residuals) in Open(plan, _federation.Sites.Keys))
        {
            // Noise of n sites, and γ²/4 of rounding each at most; a standard error of the variance is 2 %.
            var noise = plan.Noise!.Terms;
            var variance = residuals.Average(residual => residual * residual);
            Assert.InRange(variance, members.Length * noise.Deviation * noise.Deviation * 0.92, members.Length * noise.Deviation * noise.Deviation * 1.08);
        }
    }

    [Fact]
    public void ZeroUpdates_OpenAsWholeMultiplesOfTheGranularity()
    {
        var plan = Plan(DistributedMechanism.DiscreteGaussian);

        foreach (var (_, residuals) in Open(plan, _federation.Sites.Keys, _ => new float[Values]))
        {
            // Means are floats: a few hundred thousandths of a step.
            Assert.All(residuals, residual => Assert.Equal(Math.Round(residual / plan.Noise!.Terms.Granularity), residual / plan.Noise.Terms.Granularity, 0.01));
        }
    }

    [Fact]
    public void ABucketWithASiteThatLeavesOutItsNoise_StillCarriesWhatIsCountedOn()
    {
        // One of each bucket is assumed to cheat, and in one of them one does: it sends zeros without any noise.
        var plan = Plan(DistributedMechanism.DiscreteGaussian, colluding: 1);
        var noise = plan.Noise!.Terms;
        var cheats = _federation.Sites.Keys.Order().Take(1).ToHashSet();

        foreach (var (members, residuals) in Open(plan, _federation.Sites.Keys, site => cheats.Contains(site) ? new float[Values] : Update(site), cheats))
        {
            var honest = members.Count(member => !cheats.Contains(member));
            var variance = residuals.Average(residual => residual * residual);
            Assert.InRange(honest, plan.Noise.Shares, 3);
            Assert.InRange(variance, honest * noise.Deviation * noise.Deviation * 0.92, honest * noise.Deviation * noise.Deviation * 1.08);
        }
    }

    [Fact]
    public void SitesThatDropOut_LeaveAtLeastTheNoiseOfTheSmallestBucket()
    {
        var plan = Plan(DistributedMechanism.Skellam);
        var noise = plan.Noise!;

        var buckets = Open(plan, _federation.Sites.Keys.Order().Take(5));

        Assert.Equal(5, Assert.Single(buckets).Members.Length);
        Assert.InRange(buckets[0].Residuals.Average(residual => residual * residual), noise.Shares * noise.Terms.Deviation * noise.Terms.Deviation, double.MaxValue);
    }

    [Fact]
    public void AMemberThatDoesNotClip_IsStillFoundOutBehindTheNoise()
    {
        var plan = Plan(DistributedMechanism.DiscreteGaussian);
        // The culprit's own idea of the plan clips nothing: it sends as much as its numbers can say.
        var lenient = _federation.NewPlan("noisy DiscreteGaussian 0", plan.Terms with { Noise = null, ClipNorm = 1e6 });
        Assert.Equal(plan.Digest, lenient.Digest);
        var uploads = Uploads(plan, _federation.Sites.Keys, Update);
        var culprit = uploads.Keys.First();
        uploads = uploads.SetItem(culprit, _federation.Upload(culprit, [.. Enumerable.Repeat(1f, Values)], plan: lenient));

        var partition = _federation.Partition(uploads, plan);
        var answers = plan.Holders.Select(holder => _federation.Answer(holder, partition, uploads, plan)).ToArray();

        Assert.Contains("did not clip", _federation.Open(partition, partition.BucketOf(culprit), uploads, answers, plan).Bucket.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void APlanWithNoiseAndWeights_IsRefused()
    {
        var terms = Plan(DistributedMechanism.DiscreteGaussian).Terms with { MaximumWeight = 2 };

        Assert.False(SecurePlan.TryCreate(default, _federation.Sites.Values.Select(_federation.Member), "job 1 1", terms, out _, out var problem));
        Assert.Contains("the largest weight must be 1", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void APlanWhoseNoiseDoesNotFit_IsRefused()
    {
        var terms = Plan(DistributedMechanism.DiscreteGaussian).Terms;
        var finer = terms with { Noise = terms.Noise! with { Granularity = terms.Noise.Granularity / 2 } };

        Assert.False(SecurePlan.TryCreate(default, _federation.Sites.Values.Select(_federation.Member), "job 1 1", finer, out _, out var problem));
        Assert.Contains("do not fit into 16 bits", problem, StringComparison.Ordinal);
    }

    private SecurePlan Plan(DistributedMechanism mechanism, int colluding = 0) => _federation.NewPlan(
        $"noisy {mechanism} {colluding}",
        _federation.Terms with { Noise = SomeNoise.Terms(SomeNoise.Promise(mechanism) with { Colluding = colluding }, SomeNoise.Request) });

    /// <summary>What every bucket's sum is more than the sum of its members' updates.</summary>
    private List<(ImmutableArray<string> Members, double[] Residuals)> Open(
        SecurePlan plan, IEnumerable<string> sites, Func<string, float[]>? updates = null, IReadOnlySet<string>? cheats = null)
    {
        updates ??= Update;
        var uploads = Uploads(plan, sites, updates, cheats);
        var partition = _federation.Partition(uploads, plan);
        var answers = plan.Holders.Take(plan.Threshold).Select(holder => _federation.Answer(holder, partition, uploads, plan)).ToArray();
        var buckets = new List<(ImmutableArray<string>, double[])>();
        for (var bucket = 0; bucket < partition.Buckets.Length; bucket++)
        {
            var (opened, mean) = _federation.Open(partition, bucket, uploads, answers, plan);
            Assert.Null(opened.Problem);
            var members = opened.Members;
            var exact = members.Select(updates).ToArray();
            buckets.Add((members, [.. mean.Select((value, i) => ((double)value * members.Length) - exact.Sum(update => (double)update[i]))]));
        }

        return buckets;
    }

    private ImmutableSortedDictionary<string, TestUpload> Uploads(
        SecurePlan plan, IEnumerable<string> sites, Func<string, float[]> updates, IReadOnlySet<string>? cheats = null) => sites.ToImmutableSortedDictionary(
            site => site,
            site => cheats?.Contains(site) == true ? new Forgery().Make(_federation, site, plan) : _federation.Upload(site, updates(site), plan: plan),
            StringComparer.Ordinal);

    private float[] Update(string site)
    {
        var update = TestRound.Update(site, _federation.Plan);
        var scale = Clipping.Scale(update, 1) * 0.999999;
        return [.. update.Select(value => (float)(value * scale))];
    }
}
