using System.Collections.Immutable;
using FederatedSecure.Cryptography.Encapsulation;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Cryptography.Tests.SecureAggregation.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation;

/// <summary>Holders (6 of 9 must agree) that answer wrongly, twice, for something else, or not at all.</summary>
public sealed class DishonestHolderTests(NineSites nine) : IClassFixture<NineSites>
{
    private SecurePlan Plan => nine.Federation.Plan;

    private TestRound Round => nine.Round;

    [Theory]
    [InlineData(8, 1)]
    [InlineData(9, 1)]
    [InlineData(9, 2)]
    [InlineData(9, 3)]
    [InlineData(8, 2)]
    [InlineData(7, 1)]
    public void WrongAnswers_WithAThresholdOfRightOnes_AreNamed(int answers, int wrong)
    {
        foreach (var bucket in Round.Buckets)
        {
            var opened = Round.AssertOpens(bucket, Wrong(answers, wrong));

            Assert.Equal(Plan.Holders.Take(wrong), opened.WrongHolders);
        }
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(7, 2)]
    [InlineData(9, 4)]
    [InlineData(9, 9)]
    public void WrongAnswers_WithoutAThresholdOfRightOnes_OpenNothingAndNameNobody(int answers, int wrong)
    {
        var opened = Round.Open(0, Wrong(answers, wrong)).Bucket;

        Assert.False(opened.IsOpen);
        Assert.True(opened.CanRetry);
        Assert.Empty(opened.WrongHolders);
    }

    [Fact]
    public void WrongAnswer_AmongExactlyTheThreshold_IsFoundOnceAnotherHolderAnswers()
    {
        var answers = Wrong(6, 1);

        var opened = Round.Open(0, answers).Bucket;

        Assert.Equal(
            "the sum does not open with the 6 answers there are: one of them is wrong, or a member's ciphertext or shares are", opened.Problem);
        Assert.True(opened.CanRetry);
        Assert.Equal([Plan.Holders[0]], Round.AssertOpens(0, [.. answers, Round.Answer(Plan.Holders[6])]).WrongHolders);
    }

    [Fact]
    public void TwoHolders_WhoAgreeOnAWrongKey_AreFoundOnceAnotherHolderAnswers()
    {
        // Two liars and five honest answers: they move the secret along a polynomial of degree 5 that is zero at the honest
        // holders' points, so that all seven lie on one polynomial, and it is the wrong one. The noise gives it away; the liars
        // are not yet named, and no member is accused for certain.
        var q = Plan.Ring.Modulus;
        var honest = Enumerable.Range(3, 5).ToArray();
        SecretShare Moved(int holder)
        {
            var share = Copy(Round.Answer(Plan.Holders[holder - 1])[0].Sum!);
            var offset = honest.Aggregate(12345UL, (product, root) => q.Multiply(product, q.Subtract((ulong)holder, (ulong)root)));
            share.Words[17] = q.Add(share.Words[17], offset);
            return share;
        }

        var answers = new[] { 1, 2 }.Select(holder => ImmutableArray.Create(new BucketAnswer(0, Moved(holder), [])))
            .Concat(honest.Select(holder => Round.Answer(Plan.Holders[holder - 1]))).ToArray();

        var opened = Round.Open(0, answers).Bucket;

        Assert.False(opened.IsOpen);
        Assert.True(opened.CanRetry);
        Assert.Equal(
            "the holders' answers fit together, yet the sum does not open: a member's ciphertext does not belong to its shares, or at "
            + "least 2 holders answer wrongly together",
            opened.Problem);
        Assert.Empty(opened.WrongHolders);
        Assert.Equal(Plan.Holders.Take(2), Round.AssertOpens(0, [.. answers, Round.Answer(Plan.Holders[7])]).WrongHolders);
    }

    [Fact]
    public void AnswerForAnotherPlan_IsNamed()
    {
        var other = TestRound.Honest(nine.Federation, nine.Federation.NewPlan("another plan"));

        AssertNamed(other.Answer(Plan.Holders[4])[0].Sum!);
    }

    [Fact]
    public void AnswerForAnotherBucket_IsNamed() => AssertNamed(Round.Answer(Plan.Holders[4])[1].Sum!);

    [Fact]
    public void AnswerForAnotherPartition_IsNamed()
    {
        // The coordinator showed this holder one site less.
        var other = Round.Without(Round.Partition.Buckets[0][0]);

        AssertNamed(other.Answer(Plan.Holders[4])[0].Sum!);
    }

    [Fact]
    public void AnswerOverAllMembersButOne_IsNamed()
    {
        // All or nothing: who leaves out a member is as wrong as one who makes numbers up.
        var members = Round.Partition.Buckets[0];
        using var key = EnvelopeKey.Import(nine.Federation.Sites[Plan.Holders[4]].EnvelopeKey.Export());
        var shares = members.Skip(1).Select(member =>
        {
            Assert.True(Envelope.TryOpen(
                key, new(Plan.Digest, member, Plan.Holders[4]), Round.Uploads[member].Envelope(Plan, 5).Span, out var bytes));
            Assert.True(SecretShare.TryRead(Plan.Ring, 5, bytes, out var share));
            return share;
        }).ToArray();

        AssertNamed(SecretShare.Sum(shares));
    }

    [Fact]
    public void ThresholdOfAnswers_Suffices_WhoeverTheyAreFrom()
    {
        var random = new SeededRandomSource(1);
        for (var run = 0; run < 6; run++)
        {
            Round.AssertOpens(run % 3, Some(random, 6).Select(Round.Answer));
        }
    }

    [Fact]
    public void OneAnswerLess_DoesNot_WhoeverTheyAreFrom()
    {
        var random = new SeededRandomSource(2);
        for (var run = 0; run < 6; run++)
        {
            var opened = Round.Open(run % 3, Some(random, 5).Select(Round.Answer)).Bucket;

            Assert.Equal((false, true), (opened.IsOpen, opened.CanRetry));
            Assert.Equal("5 answers are fewer than the threshold of 6.", opened.Problem);
        }
    }

    [Fact]
    public void TwoAnswersOfOneHolder_AreNoInput()
    {
        // The coordinator keeps one answer of each holder, so that getting here with two is a fault of its own.
        var lie = ImmutableArray.Create(new BucketAnswer(0, Spoiled(Round.Answer(Plan.Holders[0])[0].Sum!), []));

        Assert.Throws<ArgumentException>(() => Round.Open(0, [.. Round.Answers(), lie]));
    }

    [Fact]
    public void Answer_GivenAgainAfterACrash_IsTheSame()
    {
        var (first, second) = (Round.Answer(Plan.Holders[3]), nine.Federation.Answer(Plan.Holders[3], Round.Partition, Round.Uploads));

        Assert.All(Round.Buckets, bucket => Assert.Equal(first[bucket].Sum!.ToArray(), second[bucket].Sum!.ToArray()));
    }

    [Fact]
    public void FalseComplaints_OfAsManyHoldersAsMayBeMissing_CostNothing()
    {
        var victim = Round.Partition.Buckets[0][1];
        var answers = Plan.Holders.Select((holder, index) => index < 3 ? [new BucketAnswer(0, null, [victim])] : Round.Answer(holder));

        var opened = Round.AssertOpens(0, answers);

        Assert.Equal(3, opened.Complained[victim]);
    }

    [Fact]
    public void Complaints_OfOneHolder_CountOnceAndOnlyAgainstMembers()
    {
        var (victim, stranger) = (Round.Partition.Buckets[0][1], Round.Partition.Buckets[1][0]);
        var liar = ImmutableArray.Create(new BucketAnswer(0, null, [victim, victim, stranger, "nobody", victim]));

        var opened = Round.AssertOpens(0, [liar, .. Round.Answers().Skip(1)]);

        Assert.Equal((victim, 1), (opened.Complained.Single().Key, opened.Complained.Single().Value));
    }

    [Fact]
    public void SiteOutsideTheCommittee_CannotAnswer()
    {
        using var key = EnvelopeKey.Create(new SeededRandomSource(1));

        Assert.Throws<ArgumentException>(() => { _ = new ShareHolder(Plan, "site-099", key); });
    }

    [Fact]
    public void Holder_OpensOnlyItsOwnEnvelopes()
    {
        var sender = Round.Partition.Buckets[0][0];
        var desk = new ShareHolder(Plan, Plan.Holders[0], nine.Federation.Sites[Plan.Holders[0]].EnvelopeKey);

        var answer = desk.Answer(Round.Partition, 0, member => Round.Uploads[member].Envelope(Plan, member == sender ? 2 : 1));

        Assert.Null(answer.Sum);
        Assert.Equal([sender], answer.Complaints);
    }

    /// <summary>The answer stands for the fifth holder's for bucket 0, the other eight being right.</summary>
    private void AssertNamed(SecretShare answer)
    {
        var answers = Plan.Holders.Select((holder, index) => index == 4 ? [new BucketAnswer(0, answer, [])] : Round.Answer(holder));

        Assert.Equal([Plan.Holders[4]], Round.AssertOpens(0, answers).WrongHolders);
    }

    /// <summary>The first so many holders' answers, of which the first so many are wrong in one word.</summary>
    private ImmutableArray<BucketAnswer>[] Wrong(int answers, int wrong) =>
    [
        .. Round.Answers(answers).Select((answer, index) =>
            index < wrong ? [.. answer.Select(given => given with { Sum = Spoiled(given.Sum!) })] : answer),
    ];

    private SecretShare Spoiled(SecretShare share)
    {
        var spoiled = Copy(share);
        spoiled.Words[share.Holder] = Plan.Ring.Modulus.Add(spoiled.Words[share.Holder], (ulong)(share.Holder * share.Holder * share.Holder) + 1);
        return spoiled;
    }

    private static SecretShare Copy(SecretShare share) => SecretShare.Sum([share]);

    private string[] Some(SeededRandomSource random, int count)
    {
        string[] holders = [.. Plan.Holders];
        random.Shuffle<string>(holders);
        return holders[..count];
    }
}
