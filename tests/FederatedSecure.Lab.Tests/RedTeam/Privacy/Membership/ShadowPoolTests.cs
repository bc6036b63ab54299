using FederatedSecure.Lab.RedTeam.Privacy.Membership;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Membership;

public class ShadowPoolTests
{
    [Fact]
    public void Of_MoreThanAllowed_KeepsTheProportion()
    {
        var subject = Contexts.Subject(NoisyLabels.Network, [], NoisyLabels.Draw(800, seed: 1), NoisyLabels.Draw(200, seed: 2));

        var pool = ShadowPool.Of(subject, most: 500, seed: 3);

        Assert.Equal(400, pool.IsMember.Count(flag => flag));
        Assert.Equal(100, pool.NonMembers.Length);
        Assert.Equal(500, pool.Records.Count);
        Assert.NotEqual(subject.Training!.Features[..20], pool.Records.Features[..20]);
    }

    [Fact]
    public void Of_FewRecords_TakesAllInOrder()
    {
        var subject = Contexts.Subject(NoisyLabels.Network, [], NoisyLabels.Draw(30, seed: 1), NoisyLabels.Draw(20, seed: 2));

        var pool = ShadowPool.Of(subject, most: 500, seed: 3);

        Assert.Equal([.. subject.Training!.Features, .. subject.Test.Features], pool.Records.Features);
        Assert.Equal([.. Enumerable.Range(30, 20)], pool.NonMembers);
    }
}
