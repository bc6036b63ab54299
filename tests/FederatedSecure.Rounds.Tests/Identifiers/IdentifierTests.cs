using FederatedSecure.Numerics;

namespace FederatedSecure.Rounds.Tests.Identifiers;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("hospital-b", true)]
    [InlineData("7", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("A", false)]
    [InlineData("a_b", false)]
    [InlineData("../x", false)]
    [InlineData("a.b", false)]
    [InlineData("é", false)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public void SiteId_TryParse_TakesHostNameLabels(string? text, bool isSite) => Assert.Equal(isSite, SiteId.TryParse(text, out _));

    [Theory]
    [InlineData("j-abcdefghjk", true)]
    [InlineData("j-abcdefghj", false)]
    [InlineData("j-abcdefghjl", false)]
    [InlineData("j-abcdefghj/", false)]
    [InlineData("x-abcdefghjk", false)]
    [InlineData(null, false)]
    public void JobId_TryParse_TakesWhatCreateMakes(string? text, bool isJob) => Assert.Equal(isJob, JobId.TryParse(text, out _));

    [Fact]
    public void JobId_Create_MakesValidDifferentNames()
    {
        var random = new SeededRandomSource(1);
        var names = Enumerable.Range(0, 1000).Select(_ => JobId.Create(random).Value).ToHashSet();

        Assert.Equal(1000, names.Count);
        Assert.All(names, name => Assert.True(JobId.TryParse(name, out _)));
    }
}
