using FederatedSecure.Lab.RedTeam.Privacy.Attributes;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Attributes;

public class PairedGainTests
{
    [Fact]
    public void Bounds_NothingGainedOrLost_AreTheClosedForm()
    {
        var gain = new PairedGain(0, 0, 50);

        // Each part at 97.5 %, 1.25 % to a side: 1 − 0.0125^(1/50).
        var largest = 1 - Math.Pow(0.0125, 1.0 / 50);
        Assert.Equal(0, gain.Value);
        Assert.Equal(-largest, gain.Bounds().Lower, 1e-9);
        Assert.Equal(largest, gain.Bounds().Upper, 1e-9);
    }

    [Fact]
    public void Bounds_MuchGained_LieAboveNothing() => Assert.True(new PairedGain(30, 2, 100).Bounds() is { Lower: > 0.1, Upper: < 0.5 });
}
