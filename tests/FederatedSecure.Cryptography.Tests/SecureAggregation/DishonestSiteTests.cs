using System.Collections.Immutable;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Lattice.Kernels;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Cryptography.Tests.SecureAggregation.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation;

/// <summary>
/// Sites that upload what no honest one does. Each attack costs at most the bucket that its author landed in; where it can be seen
/// without opening anything, it does not even get that far.
/// </summary>
public sealed class DishonestSiteTests(NineSites nine) : IClassFixture<NineSites>
{
    private const string Culprit = "site-004";
    private const string Victim = "site-007";

    private TestFederation Federation => nine.Federation;

    private SecurePlan Plan => nine.Federation.Plan;

    private TestRound Honest => nine.Round;

    [Fact]
    public void Forgery_WithNothingForged_Opens()
    {
        // Or else the tests below would show nothing.
        var round = With(new Forgery());

        Assert.Null(UploadProblem(round));
        Assert.Null(round.OpenBucketOf(Culprit).Problem);
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void GarbageCiphertext_OfTheRightShape_DoesNotOpen()
    {
        var round = With(new Forgery { Ciphertext = (_, b) => Scramble(b) });

        Assert.Null(UploadProblem(round));
        var opened = round.OpenBucketOf(Culprit);
        Assert.False(opened.IsOpen);
        Assert.Contains("answers fit together, yet the sum does not open", opened.Problem, StringComparison.Ordinal);
        Assert.Contains("ciphertext does not belong to its shares", opened.Problem, StringComparison.Ordinal);
        Assert.Empty(opened.WrongHolders);
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void GarbageCiphertext_InALaterChunk_IsFoundThere()
    {
        var round = With(new Forgery { Ciphertext = (chunk, b) => Scramble(chunk == 1 ? b : []) });

        var opened = round.OpenBucketOf(Culprit);

        Assert.False(opened.IsOpen);
        Assert.Contains("chunk 1 of the sum does not open", opened.Problem, StringComparison.Ordinal);
        Assert.False(opened.CanRetry);
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void OneCoefficient_BeyondTheNoiseBound_IsFound()
    {
        // Half of Δ: as much as noise can look like.
        var round = With(new Forgery { Ciphertext = (chunk, b) => b[100] = Plan.Ring.Modulus.Add(b[100], chunk == 1 ? Plan.Ring.Delta / 2 : 0) });

        Assert.Contains("chunk 1 of the sum does not open", round.OpenBucketOf(Culprit).Problem, StringComparison.Ordinal);
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void Coefficients_NotBelowQ_AreRefusedOnArrival()
    {
        var round = With(new Forgery { Chunk = (chunk, bytes) => bytes.AsSpan(5_000, chunk == 1 ? 64 : 0).Fill(0xFF) });

        Assert.Equal("chunk 1 of the ciphertext has coefficients that are not below q", UploadProblem(round));

        // Should the coordinator's spool turn into such bytes later, this is no site's fault, and said loudly.
        var error = Assert.Throws<InvalidDataException>(() => round.OpenBucketOf(Culprit));
        Assert.Contains("the spool is damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Upload_WhoseEnvelopesAreNotThoseOfItsHeader_IsRefusedOnArrival()
    {
        // Two uploads for one plan: the header of one, the bytes of the other.
        var (first, second) = (new Forgery().Make(Federation, Culprit), Honest.Uploads[Culprit]);

        Assert.Equal(
            $"the envelope for {Plan.Holders[0]} is not the one in its header", UploadCheck.Problem(Plan, first.Header, second.Read));
        Assert.NotEqual(first.Header.Update, second.Header.Update);
    }

    [Fact]
    public void ReplayedHeader_InOwnName_IsNotSigned()
    {
        var header = Honest.Uploads[Victim].Header with { Site = Culprit };

        Assert.Equal($"the header of {Culprit} is not signed by {Culprit}", header.Problem(Plan));
    }

    [Fact]
    public void ReplayedUpload_UnderAnOwnHeader_OpensForNoHolder()
    {
        // All bytes are the victim's, and only the signature is the culprit's. Nothing is wrong to the eye; but the victim's
        // shares are closed in the victim's name.
        var stolen = Honest.Uploads[Victim];
        var header = UploadHeader.Sign(Federation.Sites[Culprit].Key.Key, Plan.Digest, Culprit, stolen.Header.Update, stolen.Header.Envelopes);
        var round = Honest.With(Culprit, stolen with { Header = header });

        Assert.Null(UploadProblem(round));
        AssertEverybodyComplains(round);
    }

    [Fact]
    public void ReplayedCiphertext_WithOwnShares_DoesNotOpen()
    {
        var own = new Forgery().Make(Federation, Culprit);
        var round = Honest.With(Culprit, Forgery.Signed(Federation, Culprit, Plan, EnvelopesOf(own), ChunksOf(Honest.Uploads[Victim])));

        Assert.Null(UploadProblem(round));
        Assert.Contains("ciphertext does not belong to its shares", round.OpenBucketOf(Culprit).Problem, StringComparison.Ordinal);
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void ReplayedCiphertext_ReRandomized_DoesNotOpen()
    {
        // Own secret's mask on top of the victim's ciphertext: nobody could recognise it, and nobody but the victim has shares of it.
        var stolen = new ulong[Plan.Ring.Degree];
        var round = With(new Forgery
        {
            Ciphertext = (chunk, b) =>
            {
                Assert.True(Plan.Packing.Codec.TryDecode(ChunksOf(Honest.Uploads[Victim])[chunk], stolen));
                Adder.Add(b, stolen, Plan.Ring);
            },
        });

        Assert.Null(UploadProblem(round));
        Assert.False(round.OpenBucketOf(Culprit).IsOpen);
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void ReplayedEnvelopes_WithAnOwnCiphertext_OpenForNoHolder()
    {
        var own = new Forgery().Make(Federation, Culprit);
        var round = Honest.With(Culprit, Forgery.Signed(Federation, Culprit, Plan, EnvelopesOf(Honest.Uploads[Victim]), ChunksOf(own)));

        AssertEverybodyComplains(round);
    }

    [Fact]
    public void OldRoundsUpload_UnderItsOldHeader_IsRefused()
    {
        var old = TestRound.Upload(Federation, Culprit, Federation.NewPlan("an older plan"));

        Assert.Equal($"the header of {Culprit} belongs to another plan", old.Header.Problem(Plan));
    }

    [Fact]
    public void OldRoundsUpload_UnderANewHeader_OpensForNoHolder()
    {
        var old = TestRound.Upload(Federation, Culprit, Federation.NewPlan("an older plan"));
        var round = Honest.With(Culprit, Forgery.Signed(Federation, Culprit, Plan, EnvelopesOf(old), ChunksOf(old)));

        AssertEverybodyComplains(round);
    }

    [Fact]
    public void OldRoundsCiphertext_UnderNewShares_DoesNotOpen()
    {
        var old = new Forgery().Make(Federation, Culprit, Federation.NewPlan("an older plan"));
        var own = new Forgery().Make(Federation, Culprit);
        var round = Honest.With(Culprit, Forgery.Signed(Federation, Culprit, Plan, EnvelopesOf(own), ChunksOf(old)));

        Assert.False(round.OpenBucketOf(Culprit).IsOpen);
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void Shares_OnNoPolynomial_FitWithNobodys()
    {
        var random = new SeededRandomSource(5);
        var round = With(new Forgery { Share = (_, _) => RandomShare(random) });

        var opened = round.OpenBucketOf(Culprit);

        Assert.False(opened.IsOpen);
        Assert.Equal("No 6 of the 9 answers fit together.", opened.Problem);
        Assert.Empty(opened.WrongHolders);
        Assert.Empty(opened.Complained);
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void Shares_OfAHigherDegree_FitWithNobodys()
    {
        // Two threshold-6 sharings patched together, five holders from each: every set of six mixes them.
        var random = new SeededRandomSource(6);
        using var secret = OneTimeSecret.Create(Plan.Ring, random);
        var others = SecretSharing.Split(secret, Plan.Threshold, 9, random).Select(share => share.ToArray()).ToArray();
        var round = With(new Forgery { Share = (holder, shares) => holder % 2 == 0 ? shares[holder - 1] : others[holder - 1] });

        Assert.False(round.OpenBucketOf(Culprit).IsOpen);
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void Shares_SwappedBetweenTwoHolders_AreOutvotedByTheOthers()
    {
        // Closed properly for the wrong holder: both answers are off the polynomial. Who is at fault, the sender or the holders,
        // cannot be told from outside, and nothing says so: they are named as what does not fit, and the bucket opens without them.
        var round = With(new Forgery { Share = (holder, shares) => shares[holder switch { 2 => 8, 9 => 1, _ => holder - 1 }] });

        var opened = round.OpenBucketOf(Culprit);

        Assert.True(opened.IsOpen);
        Assert.Equal([Plan.Holders[1], Plan.Holders[8]], opened.WrongHolders);
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void Envelopes_SwappedBetweenTwoHolders_AreComplainedOf()
    {
        var round = With(new Forgery { Envelope = (holder, envelopes) => envelopes[holder switch { 2 => 8, 9 => 1, _ => holder - 1 }] });

        Assert.Null(UploadProblem(round));
        var opened = round.OpenBucketOf(Culprit);
        Assert.True(opened.IsOpen);
        Assert.Equal((Culprit, 2), (opened.Complained.Single().Key, opened.Complained.Single().Value));
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void GarbageEnvelopes_ToAllHolders_CostTheBucketAndNothingElse()
    {
        var random = new SeededRandomSource(7);
        var round = With(new Forgery { Envelope = (_, envelopes) => Bytes(random, envelopes[0].Length) });

        Assert.Null(UploadProblem(round));
        AssertEverybodyComplains(round);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void GarbageEnvelopes_ToSomeHolders_CostTheBucketOnlyWithoutAThresholdOfOthers(int spoiled, bool opens)
    {
        var random = new SeededRandomSource(8);
        var round = With(new Forgery { Envelope = (holder, envelopes) => holder <= spoiled ? Bytes(random, envelopes[0].Length) : envelopes[holder - 1] });

        // All or nothing: who cannot read one member's share gives no sum over the others either.
        var bucket = round.Partition.BucketOf(Culprit);
        for (var holder = 1; holder <= 9; holder++)
        {
            var answer = round.Answer(Plan.Holders[holder - 1])[bucket];
            Assert.Equal(holder <= spoiled, answer.Sum is null);
            Assert.Equal(holder <= spoiled ? [Culprit] : ImmutableArray<string>.Empty, answer.Complaints);
        }

        var opened = round.Open(bucket).Bucket;
        Assert.Equal((opens, spoiled), (opened.IsOpen, opened.Complained[Culprit]));
        if (!opens)
        {
            Assert.Equal("5 answers are fewer than the threshold of 6.", opened.Problem);
        }

        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void Envelopes_WithBytesThatAreNoShare_AreComplainedOf()
    {
        // Properly closed, and inside words that are not below q.
        var round = With(new Forgery { Share = (_, shares) => [.. shares[0].Select(_ => (byte)0xFF)] });

        AssertEverybodyComplains(round);
    }

    [Fact]
    public void Plaintext_FarOutOfRange_IsFoundInTheSum()
    {
        // Digits beyond what three times 2^16 − 1 gives.
        var round = With(new Forgery { Message = (chunk, message) => message[200] = chunk == 1 ? Plan.Ring.PlainModulus / 2 : message[200] });

        var opened = round.OpenBucketOf(Culprit);

        Assert.False(opened.IsOpen);
        Assert.Contains("chunk 1 of the sum holds numbers that honest members cannot make", opened.Problem, StringComparison.Ordinal);
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void Plaintext_WithADigitOneTooLarge_IsFoundInTheSum()
    {
        // The others' sums are all 2^16 − 1 less than what three may reach here, and the culprit adds just that and one more.
        using var federation = new TestFederation(sites: 4, values: 50, bucketSize: 2);
        var largest = federation.Plan.Packing.LargestValue;
        var honest = TestRound.Honest(federation);
        foreach (var tooMuch in new[] { 0u, 1u })
        {
            var forged = new Forgery { Message = (_, message) => message[SiteFigures.Slots] = largest + tooMuch }.Make(federation, "site-000");
            var all = new Forgery { Message = (_, message) => message[SiteFigures.Slots] = largest };
            var round = honest.With("site-000", forged).With("site-001", all.Make(federation, "site-001"))
                .With("site-002", all.Make(federation, "site-002")).With("site-003", all.Make(federation, "site-003"));

            var problem = round.OpenBucketOf("site-000").Problem;

            Assert.Equal(tooMuch == 1, problem?.Contains("numbers that honest members cannot make", StringComparison.Ordinal) ?? false);
        }
    }

    [Fact]
    public void Plaintext_InPlacesThatMustBeEmpty_IsFoundInTheSum()
    {
        var round = With(new Forgery { Message = (chunk, message) => message[^1] = chunk == 1 ? 1 : message[^1] });

        Assert.Contains("numbers that honest members cannot make", round.OpenBucketOf(Culprit).Problem, StringComparison.Ordinal);
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void Figures_OutOfRange_AreFoundInTheSum()
    {
        var round = With(new Forgery { Message = (chunk, message) => message[3] = chunk == 0 ? Plan.Packing.LargestSlot * 4 : message[3] });

        Assert.Contains("numbers that honest members cannot make", round.OpenBucketOf(Culprit).Problem, StringComparison.Ordinal);
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void UnclippedUpdate_IsFoundByTheMeansNorm()
    {
        // The culprit's own idea of the plan has a clip norm at which nothing is clipped: 9,000 ones have a norm of 95, not 10.
        var lenient = Federation.NewPlan("plan", Federation.Terms with { ClipNorm = 1e6 });
        Assert.Equal(Plan.Digest, lenient.Digest);
        var upload = Federation.Upload(Culprit, [.. Enumerable.Repeat(1f, 9_000)], new SiteFigures(8, 10, 5, 4, 3, 2), lenient);
        var round = Honest.With(Culprit, upload);

        Assert.Null(UploadProblem(round));
        var opened = round.OpenBucketOf(Culprit);
        Assert.False(opened.IsOpen);
        Assert.False(opened.CanRetry);
        Assert.Contains("a member did not clip", opened.Problem, StringComparison.Ordinal);
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void WeightAboveTheLargest_IsFoundInTheSum()
    {
        var lenient = Federation.NewPlan("plan", Federation.Terms with { MaximumWeight = 1_000 });
        var upload = Federation.Upload(Culprit, TestRound.Update(Culprit, Plan), new SiteFigures(1_000, 10, 5, 4, 3, 2), lenient);
        var round = Honest.With(Culprit, upload);

        var opened = round.OpenBucketOf(Culprit);

        Assert.False(opened.IsOpen);
        Assert.Contains("the members' weights add up to", opened.Problem, StringComparison.Ordinal);
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void WeightOfZero_AmongWeightsOfOne_IsFoundInTheSum()
    {
        using var federation = new TestFederation(sites: 7, values: 50, bucketSize: 3);
        var round = TestRound.Honest(federation)
            .With(Culprit, new Forgery { Message = (_, message) => message[0] = 0 }.Make(federation, Culprit));

        Assert.Contains("which honest ones cannot", round.OpenBucketOf(Culprit).Problem, StringComparison.Ordinal);
        round.AssertOthersOpen(Culprit);
    }

    [Fact]
    public void Protector_RefusesWhatWouldMakeSuchAnUpload()
    {
        float[] good = [.. Enumerable.Repeat(0f, 9_000)];
        float[] diverged = [.. good[1..], float.NaN];

        Assert.Throws<ArgumentException>(() => Federation.Upload(Culprit, good, new SiteFigures(9, 1, 1, 1, 1, 1)));
        Assert.Throws<ArgumentException>(() => Federation.Upload(Culprit, good, new SiteFigures(0, 1, 1, 1, 1, 1)));
        Assert.Throws<ArgumentException>(() => Federation.Upload(Culprit, good[1..]));
        Assert.Throws<ArgumentException>(() => Federation.Upload(Culprit, diverged));
        using var stranger = new TestSite("site-099", 99);
        Assert.Throws<ArgumentException>(() => Protector.Protect(
            Plan, stranger.Name, good, new SiteFigures(1, 1, 1, 1, 1, 1), stranger.Key.Key, new SeededRandomSource(1), Stream.Null));
    }

    [Fact]
    public void DropOut_BeforeTheUploadIsWhole_LeavesTheOthersTheirRound()
    {
        // Half an upload has no header that anybody would show: the site is no survivor, and its bytes are never looked at.
        var round = Honest.Without(Culprit);

        Assert.Equal(-1, round.Partition.BucketOf(Culprit));
        Assert.All(round.Buckets, bucket => round.AssertOpens(bucket, round.Plan.Holders.Where(holder => holder != Culprit).Select(round.Answer)));
    }

    [Fact]
    public void DropOut_AfterTheUpload_CostsNothing()
    {
        // Its update is in; its answer as a holder is one of those that may be missing.
        Assert.All(Honest.Buckets, bucket => Honest.AssertOpens(bucket, Plan.Holders.Where(holder => holder != Culprit).Select(Honest.Answer)));
    }

    private TestRound With(Forgery forgery) => Honest.With(Culprit, forgery.Make(Federation, Culprit));

    private string? UploadProblem(TestRound round)
    {
        var upload = round.Uploads[Culprit];
        Assert.Null(upload.Header.Problem(Plan));
        Assert.Equal(upload.Header.Update, Digest.Of(upload.Content));
        Assert.Equal(Plan.Upload.Length, upload.Content.Length);
        return UploadCheck.Problem(Plan, upload.Header, upload.Read);
    }

    private static void AssertEverybodyComplains(TestRound round)
    {
        var opened = round.OpenBucketOf(Culprit);
        Assert.False(opened.IsOpen);
        Assert.Equal("0 answers are fewer than the threshold of 6.", opened.Problem);
        Assert.Equal((Culprit, 9), (opened.Complained.Single().Key, opened.Complained.Single().Value));
        Assert.Empty(opened.WrongHolders);
        round.AssertOthersOpen(Culprit);
    }

    private byte[][] EnvelopesOf(TestUpload upload) => [.. Enumerable.Range(1, 9).Select(holder => upload.Envelope(Plan, holder).ToArray())];

    private byte[][] ChunksOf(TestUpload upload) =>
    [
        .. Enumerable.Range(0, Plan.Packing.Chunks).Select(chunk => upload.Content.AsSpan((int)Plan.Upload.OfChunk(chunk), Plan.Upload.ChunkLength).ToArray()),
    ];

    private void Scramble(Span<ulong> b) => UniformWords.Fill(new SeededRandomSource(4), b, Plan.Ring.Modulus);

    private byte[] RandomShare(SeededRandomSource random)
    {
        using var secret = OneTimeSecret.Create(Plan.Ring, random);
        return SecretSharing.Split(secret, 1, 1, random).Single().ToArray();
    }

    private static byte[] Bytes(SeededRandomSource random, int count)
    {
        var bytes = new byte[count];
        random.Fill(bytes);
        return bytes;
    }
}
