using System.Collections.Immutable;
using System.Security.Cryptography;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Cryptography.Tests.SecureAggregation.Support;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation;

/// <summary>
/// A coordinator that shows different things to different sites, or what it made up itself. What a single honest site can see in
/// what it is shown, it refuses; what none can see alone comes to nothing because 6 of 9 must agree.
/// </summary>
public sealed class DishonestCoordinatorTests(NineSites nine) : IClassFixture<NineSites>
{
    private TestFederation Federation => nine.Federation;

    private SecurePlan Plan => nine.Federation.Plan;

    private TestRound Round => nine.Round;

    private UploadHeader[] Headers => [.. Round.Uploads.Values.Select(upload => upload.Header)];

    [Fact]
    public void DifferentPlans_ForDifferentSites_OpenNothing()
    {
        var other = Federation.NewPlan("another plan");
        string[] those = [.. Plan.Holders.Take(5)];
        string[] these = [.. Plan.Holders.Skip(5)];
        var uploads = Plan.Holders.ToImmutableSortedDictionary(
            site => site, site => TestRound.Upload(Federation, site, those.Contains(site) ? Plan : other), StringComparer.Ordinal);

        // Together they are no survivors of either plan.
        AssertRefused(Plan, [.. uploads.Values.Select(upload => upload.Header)], $"the header of {these[0]} belongs to another plan");
        AssertRefused(other, [.. uploads.Values.Select(upload => upload.Header)], $"the header of {those[0]} belongs to another plan");

        // Apart, there is a partition of those five, which the others refuse, so that five holders answer.
        var part = uploads.RemoveRange(these);
        var partition = Federation.Partition(part);
        AssertRefused(other, [.. part.Values.Select(upload => upload.Header)], "belongs to another plan");
        var (bucket, _) = Federation.Open(partition, 0, part, those.Select(holder => Federation.Answer(holder, partition, part)));
        Assert.Equal("5 answers are fewer than the threshold of 6.", bucket.Problem);

        // Nor does it help to ask the others for their shares: to them these envelopes are for another plan.
        var desk = new ShareHolder(other, these[0], Federation.Sites[these[0]].EnvelopeKey);
        var answer = desk.Answer(partition, 0, sender => part[sender].Envelope(Plan, Plan.NumberOf(these[0])));
        Assert.Null(answer.Sum);
        Assert.Equal(partition.Buckets[0], answer.Complaints);
    }

    [Fact]
    public void TwoPartitionsOfOneRound_OpenBothOnlyWithTheHelpOfTwiceTheThresholdLessTheHolders()
    {
        // A second partition without one site: the difference of the sums would be its update. Honest holders answer one of the
        // two; the coordinator chooses which. 2t − m = 3 dishonest ones are what it takes, as the threat model says.
        var second = Round.Without(Plan.Holders[8]);
        foreach (var (dishonest, both) in new[] { (0, false), (1, false), (2, false), (3, true) })
        {
            var possible = false;
            for (var split = dishonest; split <= 9; split++)
            {
                var first = Round.Open(0, Plan.Holders[..split].Select(Round.Answer)).Bucket;
                var other = second.Open(0, Plan.Holders[..dishonest].Concat(Plan.Holders[split..]).Select(second.Answer)).Bucket;
                possible |= first.IsOpen && other.IsOpen;
            }

            Assert.Equal(both, possible);
        }
    }

    [Fact]
    public void Survivors_BelowTheBucketSize_AreRefused()
    {
        AssertRefused(Plan, Headers[..2], "2 survivors do not fill a bucket of 3");
        AssertRefused(Plan, [], "0 survivors do not fill a bucket of 3");
    }

    [Fact]
    public void Survivor_NamedTwice_IsRefused()
    {
        // Twice in one bucket would count its update twice; in two buckets, sums would overlap.
        AssertRefused(Plan, [.. Headers, Headers[3]], "a survivor is named twice");

        // Two uploads of one site, both signed by it, are no better.
        var second = new Forgery().Make(Federation, Headers[3].Site).Header;
        Assert.Null(second.Problem(Plan));
        AssertRefused(Plan, [.. Headers, second], "a survivor is named twice");
    }

    [Fact]
    public void Survivor_NotOnTheRoster_IsRefused()
    {
        // A site of the coordinator's own invention, with everything signed as it should be.
        using var stranger = new TestSite("site-099", 99);
        var header = UploadHeader.Sign(stranger.Key.Key, Plan.Digest, stranger.Name, Headers[0].Update, Headers[0].Envelopes);

        AssertRefused(Plan, [.. Headers, header], "site-099 is not on the plan's roster");
    }

    [Fact]
    public void Header_WithAnythingChanged_IsRefused()
    {
        var good = Headers[4];
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (digest, signature) = (Digest.Of("x"u8), Headers[5].Signature);
        foreach (var (forged, expected) in new (UploadHeader, string)[]
        {
            (good with { Update = digest }, "is not signed by site-004"),
            (good with { Envelopes = good.Envelopes.SetItem(3, digest) }, "is not signed by site-004"),
            (good with { Envelopes = [good.Envelopes[1], good.Envelopes[0], .. good.Envelopes[2..]] }, "is not signed by site-004"),
            (good with { Envelopes = good.Envelopes[..8] }, "the header of site-004 names 8 envelopes; there are 9 holders"),
            (good with { Envelopes = good.Envelopes.Add(digest) }, "the header of site-004 names 10 envelopes; there are 9 holders"),
            (good with { Envelopes = [] }, "the header of site-004 names 0 envelopes; there are 9 holders"),
            (good with { Plan = digest }, "the header of site-004 belongs to another plan"),
            (good with { Signature = signature }, "is not signed by site-004"),
            (good with { Signature = [] }, "is not signed by site-004"),
            (good with { Signature = [.. good.Signature, 0] }, "is not signed by site-004"),
            (good with { Signature = [.. Enumerable.Repeat((byte)0x30, 100_000)] }, "is not signed by site-004"),
            (UploadHeader.Sign(own, good.Plan, good.Site, good.Update, good.Envelopes), "is not signed by site-004"),
        })
        {
            Assert.Contains(expected, forged.Problem(Plan), StringComparison.Ordinal);
            AssertRefused(Plan, [.. Headers[..4], forged, .. Headers[5..]], expected);
        }
    }

    [Fact]
    public void Envelope_ChangedOnItsWay_IsNotTheSendersFault()
    {
        var holder = Plan.Holders[0];
        var desk = new ShareHolder(Plan, holder, Federation.Sites[holder].EnvelopeKey);
        var (sender, other) = (Round.Partition.Buckets[0][0], Round.Partition.Buckets[0][1]);
        var good = Round.Uploads[sender].Envelope(Plan, 1);
        var changed = good.ToArray();
        changed[^1] ^= 1;

        Assert.True(desk.IsSigned(Round.Partition.Headers[sender], good.Span));
        Assert.False(desk.IsSigned(Round.Partition.Headers[sender], changed));
        Assert.False(desk.IsSigned(Round.Partition.Headers[sender], []));

        // Another holder's, or another sender's, is as little what was signed.
        Assert.False(desk.IsSigned(Round.Partition.Headers[sender], Round.Uploads[sender].Envelope(Plan, 2).Span));
        Assert.False(desk.IsSigned(Round.Partition.Headers[sender], Round.Uploads[other].Envelope(Plan, 1).Span));

        // And none of them opens.
        foreach (var shown in new[] { changed, Round.Uploads[sender].Envelope(Plan, 2), Round.Uploads[other].Envelope(Plan, 1), default(ReadOnlyMemory<byte>) })
        {
            var answer = desk.Answer(Round.Partition, 0, member => member == sender ? shown : Round.Uploads[member].Envelope(Plan, 1));
            Assert.Equal((true, sender), (answer.Sum is null, answer.Complaints.Single()));
        }
    }

    [Fact]
    public void AnsweredUpdate_ShownAgainUnderANewPlan_OpensForNoHolder()
    {
        // The header names the old plan. Even a holder that overlooked that could not open the envelopes.
        var next = Federation.NewPlan("the next attempt");
        AssertRefused(next, Headers, "belongs to another plan");

        var desk = new ShareHolder(next, Plan.Holders[2], Federation.Sites[Plan.Holders[2]].EnvelopeKey);
        foreach (var bucket in Round.Buckets)
        {
            var answer = desk.Answer(Round.Partition, bucket, sender => Round.Uploads[sender].Envelope(Plan, 3));
            Assert.Null(answer.Sum);
            Assert.Equal(Round.Partition.Buckets[bucket], answer.Complaints);
        }
    }

    [Fact]
    public void CommonPolynomials_FollowFromThePlansDigestAlone()
    {
        // The coordinator chooses terms, roster and words as it likes: the same digest means the same polynomials, and another
        // digest others. A plan has no place for a seed.
        var (site, update) = (Plan.Holders[0], TestRound.Update(Plan.Holders[0], Plan));
        var sameDigest = Federation.NewPlan("plan", Federation.Terms with { ClipNorm = 20 });
        var otherDigest = Federation.NewPlan("plan, with one word changed");
        var secretOf = new Forgery();

        // No errors, messages or secrets differ here but for the plan's digest.
        var first = Ciphertext(Plan, secretOf.Make(Federation, site, Plan));
        Assert.Equal(first, Ciphertext(sameDigest, secretOf.Make(Federation, site, sameDigest)));

        using var mine = new CommonPolynomials(Plan.Ring, Plan.Digest);
        using var theirs = new CommonPolynomials(Plan.Ring, otherDigest.Digest);
        var (a, b) = (new ulong[Plan.Ring.Degree], new ulong[Plan.Ring.Degree]);
        mine.Expand(0, a);
        theirs.Expand(0, b);
        Assert.Equal(0, a.Zip(b, (x, y) => x == y).Count(same => same));
    }

    [Fact]
    public void OneSecret_MakesOneCiphertext()
    {
        // Protecting twice, even the same update for the same plan, is under two secrets: the difference of the ciphertexts is
        // uniform and shows nothing of the difference of the updates.
        var (site, update) = (Plan.Holders[0], TestRound.Update(Plan.Holders[0], Plan));
        using var twice = new TestFederation(sites: 9, values: 9_000, bucketSize: 3, threshold: 6, maximumWeight: 8, seed: 77);
        var (one, two) = (Ciphertext(Plan, Federation.Upload(site, update)), Ciphertext(twice.Plan, twice.Upload(site, update)));
        Assert.Equal(Plan.Digest, twice.Plan.Digest);
        var difference = one.Zip(two, Plan.Ring.Modulus.Subtract).ToArray();
        using var common = new CommonPolynomials(Plan.Ring, Plan.Digest);
        using var nothing = OpeningKey.FromWords(Plan.Ring, new ulong[Plan.Ring.Degree]);

        Assert.False(new Opener(common).Open(nothing, 0, difference, 2, Plan.Packing.DroppedBits, new ulong[Plan.Ring.Degree]).Passes);

        // And a secret refuses to be used again.
        using var secret = OneTimeSecret.Create(Plan.Ring, new Numerics.SeededRandomSource(1));
        using var encryptor = new Encryptor(secret, common, new Numerics.SeededRandomSource(1));
        Assert.Throws<InvalidOperationException>(() => { _ = new Encryptor(secret, common, new Numerics.SeededRandomSource(1)); });
    }

    private static ulong[] Ciphertext(SecurePlan plan, TestUpload upload)
    {
        var b = new ulong[plan.Ring.Degree];
        Assert.True(plan.Packing.Codec.TryDecode(upload.Content.AsSpan((int)plan.Upload.OfChunk(0), plan.Upload.ChunkLength), b));
        return b;
    }

    private static void AssertRefused(SecurePlan plan, UploadHeader[] survivors, string expected)
    {
        Assert.False(Partition.TryCreate(plan, survivors, out var partition, out var problem));
        Assert.Null(partition);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }
}
