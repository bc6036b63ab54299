using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Cryptography.Tests.SecureAggregation.Support;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation;

/// <summary>Plans that a coordinator must not be able to make.</summary>
public sealed class SecurePlanTests : IDisposable
{
    private readonly TestFederation _federation = new(sites: 5, values: 100, bucketSize: 2, threshold: 4);

    public static TheoryData<string, string> BadTerms => new()
    {
        { "threshold 2", "a threshold of 2 of 5 holders is no majority" },
        { "threshold 0", "is no majority" },
        { "threshold -4", "is no majority" },
        { "threshold 6", "a threshold of 6 is more than there are holders (5)" },
        { "bucket 1", "a bucket of 1 hides nobody: it takes at least 2 sites" },
        { "bucket 0", "hides nobody" },
        { "bucket -2147483648", "hides nobody" },
        { "bucket 6", "5 sites do not fill a bucket of 6" },
        { "bucket 2147483647", "5 sites do not fill a bucket" },
        { "weight 0", "the largest weight lies between 1 and" },
        { "weight 2147483649", "the largest weight lies between 1 and" },
        { "clip 0", "the clip norm lies between" },
        { "clip -1", "the clip norm lies between" },
        { "clip NaN", "the clip norm lies between" },
        { "clip Infinity", "the clip norm lies between" },
        { "range 0", "the range of a coordinate lies between" },
        { "range NaN", "the range of a coordinate lies between" },
        { "bits 7", "take 8 to 24" },
        { "bits 25", "take 8 to 24" },
        { "bits 2147483647", "take 8 to 24" },
        { "dropped -1", "bits cannot be dropped" },
        { "dropped 13", "bits cannot be dropped" },
        { "dropped 12", "may fail to decrypt" },
        { "values 0", "at least one value" },
        { "values -1", "at least one value" },
        { "values 9223372036854775807", "split the model" },
        { "ring nonsense", "there is no ring parameter set \"nonsense\"" },
    };

    [Theory]
    [MemberData(nameof(BadTerms))]
    public void Terms_OutOfRange_AreRefusedWithTheReason(string change, string expected)
    {
        var value = change[(change.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        long Whole() => long.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
        double Real() => double.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
        var terms = change.Split(' ')[0] switch
        {
            "threshold" => _federation.Terms with { Threshold = (int)Whole() },
            "bucket" => _federation.Terms with { BucketSize = (int)Whole() },
            "weight" => _federation.Terms with { MaximumWeight = Whole() },
            "clip" => _federation.Terms with { ClipNorm = Real() },
            "range" => _federation.Terms with { Range = Real() },
            "bits" => _federation.Terms with { Bits = (int)Whole() },
            "dropped" => _federation.Terms with { DroppedBits = (int)Whole() },
            "values" => _federation.Terms with { Values = Whole() },
            _ => _federation.Terms with { Ring = value },
        };

        AssertRefused(_federation.Plan.Roster, terms, expected);
    }

    [Fact]
    public void Threshold_OfHalfTheHolders_IsNoMajority()
    {
        var four = _federation.Plan.Roster[..4];

        AssertRefused(four, _federation.Terms with { Threshold = 2 }, "a threshold of 2 of 4 holders is no majority");
        Assert.True(SecurePlan.TryCreate(_federation.Plan.Digest, four, "", _federation.Terms with { Threshold = 3 }, out _, out _));
    }

    [Fact]
    public void Roster_WithASiteTwice_IsRefused() =>
        AssertRefused([.. _federation.Plan.Roster, _federation.Plan.Roster[0]], _federation.Terms, "the roster names a site twice");

    [Fact]
    public void Roster_WithOneKeyUnderTwoNames_IsRefused()
    {
        // One site that answers, and is counted, as two.
        using var first = new TestSite("site-100", 100);
        using var second = new TestSite("site-101", 101, first.Key);

        AssertRefused(
            [.. _federation.Plan.Roster, _federation.Member(first), _federation.Member(second)], _federation.Terms, "two sites of the roster have the same key");
    }

    [Fact]
    public void Roster_OfNobody_IsRefused() => AssertRefused([], _federation.Terms, "0 sites do not fill a bucket of 2");

    [Fact]
    public void Plan_DoesNotDependOnTheOrderOfTheRoster()
    {
        Assert.True(SecurePlan.TryCreate(
            _federation.Plan.Digest, _federation.Plan.Roster.Reverse(), "job 1 1", _federation.Terms, out var plan, out _));

        Assert.Equal(_federation.Plan.Roster, plan.Roster);
        Assert.Equal(_federation.Plan.Holders, plan.Holders);
        Assert.Equal([1, 2, 3, 4, 5], plan.Holders.Select(plan.NumberOf));
        Assert.Equal(0, plan.NumberOf("site-099"));
        Assert.Null(plan.Find("site-099"));
    }

    [Fact]
    public void Layout_HasEverythingInItsPlaceAndNothingElse()
    {
        var (plan, layout) = (_federation.Plan, _federation.Plan.Upload);
        Assert.Equal(0, layout.OfEnvelope(1));
        Assert.Equal(layout.OfEnvelope(5) + layout.EnvelopeLength, layout.OfChunk(0));
        Assert.Equal(layout.Length, layout.OfChunk(plan.Packing.Chunks - 1) + layout.ChunkLength);
        Assert.Throws<ArgumentOutOfRangeException>(() => layout.OfEnvelope(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => layout.OfEnvelope(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => layout.OfChunk(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => layout.OfChunk(plan.Packing.Chunks));
    }

    public void Dispose() => _federation.Dispose();

    private static void AssertRefused(IEnumerable<RosterMember> roster, SecureTerms terms, string expected)
    {
        Assert.False(SecurePlan.TryCreate(Digest.Of("plan"u8), roster, "job 1 1", terms, out var plan, out var problem));
        Assert.Null(plan);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }
}
