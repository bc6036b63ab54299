using FederatedSecure.Client.Tests.Support;
using FederatedSecure.Client.Work;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Client.Tests.Work;

public sealed class JournalTests : IDisposable
{
    private readonly SiteFolder _site = new();

    public void Dispose() => _site.Dispose();

    [Theory]
    [InlineData("trained", false)]
    [InlineData("committed", true)]
    [InlineData("evaluated", true)]
    [InlineData("refused", true)]
    [InlineData("failed", true)]
    [InlineData("closed", true)]
    public void HasAnswered_AfterARestart_KnowsTheLastWords(string outcome, bool isFinal)
    {
        Append(Entry(outcome));

        using var journal = new Journal(_site.Directory);

        Assert.Equal(isFinal, journal.HasAnswered(SomePlan.Good));
    }

    [Fact]
    public void TrainingsOf_CountsEachAttemptOnceAndNotTheOneAtHand()
    {
        Append(
            Entry("trained", round: 4), Entry("committed", round: 4), Entry("trained", round: 5), Entry("trained", round: 5, attempt: 2), Entry("trained", round: 6), Entry("refused", round: 3));

        using var journal = new Journal(_site.Directory);

        Assert.Equal(3, journal.TrainingsOf(SomePlan.Good));
    }

    [Fact]
    public void KnowsAnother_SecondPlanForTheSameAttempt_IsRecognisedAfterARestart()
    {
        var second = SomePlan.Good with { Digest = Digest.Of("another plan"u8) };
        Append(Entry("trained"));

        using var journal = new Journal(_site.Directory);

        Assert.False(journal.KnowsAnother(SomePlan.Good));
        Assert.True(journal.KnowsAnother(second));
        Assert.False(journal.KnowsAnother(second with { Kind = WorkKind.Evaluate }));
    }

    [Fact]
    public void Read_LineCutOffByACrash_LosesThatLineOnly()
    {
        Append(Entry("trained", round: 1), Entry("trained", round: 2));
        var bytes = File.ReadAllBytes(_site.Directory.JournalFile);
        for (var length = 0; length <= bytes.Length; length++)
        {
            File.WriteAllBytes(_site.Directory.JournalFile, bytes[..length]);
            using (var journal = new Journal(_site.Directory))
            {
                journal.Append(Entry("trained", round: 3));
            }

            var rounds = Journal.Read(_site.Directory).Select(entry => entry.Round).ToList();
            Assert.Equal(3u, rounds[^1]);
            Assert.Equal(Enumerable.Range(1, rounds.Count - 1).Select(round => (uint)round), rounds.SkipLast(1));
        }
    }

    private void Append(params JournalEntry[] entries)
    {
        using var journal = new Journal(_site.Directory);
        Array.ForEach(entries, journal.Append);
    }

    private static JournalEntry Entry(string outcome, uint round = 6, uint attempt = 1) => new(
        DateTimeOffset.UnixEpoch, "j-abcdefghjk", "test", round, attempt, SomePlan.Good.Digest.ToString(), WorkKind.Train, outcome);
}
