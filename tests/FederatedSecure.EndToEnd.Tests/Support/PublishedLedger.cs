using FederatedSecure.Cryptography.Content;
using FederatedSecure.Lab.Federation;

namespace FederatedSecure.EndToEnd.Tests.Support;

/// <summary>What was seen published. Whatever was seen once must stay as it was.</summary>
internal sealed class PublishedLedger
{
    private readonly SortedDictionary<uint, Digest> _models = [];

    /// <summary>The model of each published round.</summary>
    public IReadOnlyDictionary<uint, Digest> Models => _models;

    public IEnumerable<int> Rounds => _models.Keys.Select(round => (int)round);

    public void Observe(JobProgress progress)
    {
        var published = progress.Published.ToLookup(record => record.Round, record => Digest.FromBytes(record.ModelDigest.Span));
        foreach (var round in published)
        {
            var model = Assert.Single(round);
            if (!_models.TryAdd(round.Key, model))
            {
                Assert.Equal(_models[round.Key], model);
            }
        }

        Assert.All(_models.Keys, round => Assert.True(published.Contains(round), $"Round {round} was published, and is no more."));
    }
}
