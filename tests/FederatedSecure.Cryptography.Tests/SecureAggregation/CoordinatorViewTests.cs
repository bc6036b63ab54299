using System.Collections.Immutable;
using FederatedSecure.Cryptography.Encapsulation;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.Tests.SecureAggregation.Support;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation;

/// <summary>
/// What a coordinator can open with everything that it ever sees and t − 1 colluding holders: the approved buckets, their sum, and
/// no other set of sites. Six sites in two buckets of three, 4 of 6 holders, three of whom collude.
/// </summary>
public sealed class CoordinatorViewTests : IDisposable
{
    private readonly TestFederation _federation = new(sites: 6, values: 1_000, bucketSize: 3, threshold: 4);
    private readonly TestRound _round;
    private readonly ImmutableArray<string> _colluders;
    private readonly CoordinatorView _view;

    public CoordinatorViewTests()
    {
        _round = TestRound.Honest(_federation);
        _colluders = [_round.Plan.Holders[1], _round.Plan.Holders[2], _round.Plan.Holders[5]];
        _view = new CoordinatorView(_round, _colluders);
    }

    [Fact]
    public void EverySet_OtherThanApprovedBuckets_StaysClosed()
    {
        var opened = 0;
        foreach (var sites in Subsets())
        {
            var solution = _view.Solve(Factors(sites));
            Assert.Equal(IsUnionOfBuckets(sites), solution is not null);
            if (solution is not null)
            {
                Assert.True(_view.Open(sites, _view.KeyOf(solution)).Passes);
                opened++;
                continue;
            }

            Assert.All(_view.Guesses(sites), key => Assert.False(_view.Open(sites, key).Passes));
        }

        // The two buckets, and all sites together.
        Assert.Equal(3, opened);
    }

    [Fact]
    public void EveryCombination_ThatIsNotOneOfBucketSums_IsUnknown()
    {
        // Σ c_i · ŝ_i for all c_i from −1 to 1, and for some more.
        foreach (var factors in Combinations([-1, 0, 1]).Concat(Combinations([-2, 3]).Select(factors => factors.Select((factor, i) => factor + i).ToArray())))
        {
            var isOfBuckets = _round.Partition.Buckets.All(bucket => bucket.Select(site => factors[_view.Sites.IndexOf(site)]).Distinct().Count() == 1);

            Assert.Equal(isOfBuckets, _view.Solve(factors) is not null);
        }
    }

    [Fact]
    public void ColludersOwnSecrets_AddOnlyThemselves()
    {
        // Where the colluding holders' sites tell their own secrets, too, what is left of each bucket is the sum of its honest
        // members: still a sum where there are two of them, and one site's update where there is one. That is the stated limit:
        // a bucket protects a site as far as it holds another honest one.
        _view.LearnPolynomialsOf(_colluders);
        ImmutableArray<ImmutableArray<string>> honest = [.. _round.Partition.Buckets.Select(bucket => bucket.Except(_colluders).ToImmutableArray())];
        Assert.Equal(3, honest.Sum(bucket => bucket.Length));

        foreach (var factors in Combinations([-1, 0, 1]))
        {
            var isKnown = honest.All(bucket => bucket.Select(site => factors[_view.Sites.IndexOf(site)]).Distinct().Count() <= 1);

            Assert.Equal(isKnown, _view.Solve(factors) is not null);
        }
    }

    [Fact]
    public void SingleUpdate_DoesNotShowInWhatAnyGuessOpens()
    {
        // Past the check, too: what a guessed key makes of a single ciphertext has nothing to do with the update. A correlation of
        // 1,000 independent values is within ±0.2 but for one in 10^10.
        var packer = new VectorPacker(_round.Plan.Packing);
        var (sums, slots) = (new ulong[1_000], new ulong[Cryptography.SecureAggregation.SiteFigures.Slots]);
        foreach (var site in _view.Sites)
        {
            var update = TestRound.Update(site, _round.Plan);
            foreach (var key in _view.Guesses([site]))
            {
                var message = _view.Open([site], key).Message;
                Assert.False(packer.TryUnpack(0, 1, message, sums, slots));
                Assert.InRange(Correlation(update, [.. sums.Select(value => (double)value)]), -0.2, 0.2);
            }
        }
    }

    [Fact]
    public void ApprovedBuckets_OpenToSumsThatAreNoSingleUpdate()
    {
        // The measure of the test above, where there is something to see: a third of each member's update, no more.
        foreach (var bucket in _round.Buckets)
        {
            var (opened, mean) = _round.Open(bucket);

            Assert.True(opened.IsOpen);
            foreach (var member in _round.Partition.Buckets[bucket])
            {
                var update = TestRound.Update(member, _round.Plan);
                Assert.InRange(Correlation(update, [.. mean.Select(value => (double)value)]), 0.4, 0.75);
                Assert.Contains(update.Zip(mean), pair => Math.Abs(pair.First - pair.Second) > 0.1);
            }
        }
    }

    [Fact]
    public void Envelopes_OfOtherHolders_StayClosedToTheColluders()
    {
        var (plan, others) = (_round.Plan, _round.Plan.Holders.Except(_colluders).ToArray());
        foreach (var colluder in _colluders)
        {
            var key = _federation.Sites[colluder].EnvelopeKey;
            foreach (var (sender, holder) in _view.Sites.SelectMany(_ => others, (sender, holder) => (sender, holder)))
            {
                var envelope = _round.Uploads[sender].Envelope(plan, plan.NumberOf(holder)).Span;

                Assert.False(Envelope.TryOpen(key, new(plan.Digest, sender, holder), envelope, out _));
                Assert.False(Envelope.TryOpen(key, new(plan.Digest, sender, colluder), envelope, out _));
            }
        }
    }

    [Fact]
    public void OneColluderMore_OpensEverySite()
    {
        // Or else the tests above would show nothing: with t holders, every guess that interpolates is the key.
        var view = new CoordinatorView(_round, [.. _colluders, _round.Plan.Holders[0]]);
        foreach (var site in view.Sites)
        {
            var (passes, message) = view.Open([site], view.KeyOf(view.Solve(Factors([site]))!));

            Assert.True(passes);
            var (sums, slots) = (new ulong[1_000], new ulong[Cryptography.SecureAggregation.SiteFigures.Slots]);
            Assert.True(new VectorPacker(_round.Plan.Packing).TryUnpack(0, 1, message, sums, slots));
            Assert.InRange(Correlation(TestRound.Update(site, _round.Plan), [.. sums.Select(value => (double)value)]), 0.999, 1.001);
        }
    }

    public void Dispose() => _federation.Dispose();

    private IEnumerable<ImmutableArray<string>> Subsets() =>
        Enumerable.Range(1, (1 << _view.Sites.Length) - 1)
            .Select(mask => _view.Sites.Where((_, i) => ((mask >> i) & 1) == 1).ToImmutableArray());

    private bool IsUnionOfBuckets(ImmutableArray<string> sites) =>
        _round.Partition.Buckets.All(bucket => bucket.Intersect(sites).Count() is var inside && (inside == 0 || inside == bucket.Length));

    private int[] Factors(ImmutableArray<string> sites) => [.. _view.Sites.Select(site => sites.Contains(site) ? 1 : 0)];

    private IEnumerable<int[]> Combinations(int[] factors) =>
        Enumerable.Range(0, (int)Math.Pow(factors.Length, _view.Sites.Length))
            .Select(number => _view.Sites.Select((_, i) => factors[number / (int)Math.Pow(factors.Length, i) % factors.Length]).ToArray());

    private static double Correlation(ReadOnlySpan<float> x, ReadOnlySpan<double> y)
    {
        var (meanX, meanY) = (0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            (meanX, meanY) = (meanX + (x[i] / x.Length), meanY + (y[i] / x.Length));
        }

        var (xy, xx, yy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            (xy, xx, yy) = (xy + (dx * dy), xx + (dx * dx), yy + (dy * dy));
        }

        return xy / Math.Sqrt(xx * yy);
    }
}
