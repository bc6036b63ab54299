using System.Globalization;
using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Rounds;
using Microsoft.Extensions.Time.Testing;

namespace FederatedSecure.Coordinator.Tests.Rounds;

public sealed class SiteAvailabilityTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SiteAvailability _availability;

    public SiteAvailabilityTests() => _availability = new SiteAvailability(new CoordinatorOptions { DataDirectory = "" }, _time);

    [Theory]
    [InlineData(1, 15)]
    [InlineData(450, 15)]
    [InlineData(900, 30)]
    public void IdlePace_OfVeryManySites_IsSlowerSoThatTheLoadStaysTheSame(int sites, double seconds)
    {
        Poll(sites);
        Assert.Equal(TimeSpan.FromSeconds(seconds), _availability.IdlePace);
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(900, 95)]
    public void With_SiteThatMissedTwoPolls_IsStillThereAndThenAway(int sites, double window)
    {
        Poll(sites);
        _time.Advance(TimeSpan.FromSeconds(window));
        Assert.Equal(sites, _availability.With("digits").Count());

        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Empty(_availability.With("digits"));
    }

    [Fact]
    public void Note_SiteThatIsBackOrOffersSomethingElse_IsNews()
    {
        Assert.True(_availability.Note(new SiteId("a"), ["digits"]));
        Assert.False(_availability.Note(new SiteId("a"), ["digits"]));
        Assert.True(_availability.Note(new SiteId("a"), ["digits", "mails"]));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(_availability.Note(new SiteId("a"), ["digits", "mails"]));
    }

    private void Poll(int sites)
    {
        for (var i = 0; i < sites; i++)
        {
            _availability.Note(new SiteId(string.Create(CultureInfo.InvariantCulture, $"site-{i}")), ["digits"]);
        }
    }
}
