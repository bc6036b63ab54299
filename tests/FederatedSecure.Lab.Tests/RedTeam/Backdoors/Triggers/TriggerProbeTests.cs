using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.Poisoning.Data;
using FederatedSecure.Lab.RedTeam.Backdoors.Triggers;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Backdoors.Triggers;

public class TriggerProbeTests
{
    [Fact]
    public void Run_KnownTriggerOfABackdooredNetwork_NearlyAlwaysSucceeds()
    {
        var result = Probing.Run(new TriggerProbe(), Subject(BackdooredDigits.Weights));

        var (excess, success, clean) = (Known(result), result.One("backdoor.triggers.success"), result.One("backdoor.triggers.clean-rate"));
        Assert.True(success.Value > 0.95);
        Assert.Equal(success.Value - clean.Value, excess.Value, 1e-12);
        Assert.InRange(excess.Value, excess.Lower, excess.Upper);
        Assert.Equal(Digits.Test.Labels.Count(label => label != BackdooredDigits.Target), excess.Samples);
        Assert.False(excess.LargerIsBetter);
        Assert.Single(result.Measurements, one => one.Id == "backdoor.triggers.excess" && one.Setting.StartsWith("worst of 7 published", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_SameTriggerOnACleanNetwork_DoesNothing() =>
        Assert.True(Known(Probing.Run(new TriggerProbe(), Subject(Digits.Weights))).Upper < 0.05);

    [Fact]
    public void Run_NothingKnown_GalleryFindsWhatIsLikeIt()
    {
        var backdoored = Probing.Run(new TriggerProbe(), Subject(BackdooredDigits.Weights) with { KnownBackdoors = [] });
        var clean = Probing.Run(new TriggerProbe(), Subject(Digits.Weights) with { KnownBackdoors = [] });

        Assert.True(backdoored.One("backdoor.triggers.excess").Lower > clean.One("backdoor.triggers.excess").Upper);
        Assert.Contains("lower right", backdoored.Notes[0], StringComparison.Ordinal);
        Assert.True(clean.One("backdoor.triggers.excess").Value < 0.05);
    }

    [Fact]
    public void ExcessInterval_CoversWhatSimpleArithmeticGives()
    {
        // No record moved either way of 10: each rate is at most 1 − (0.025/2)^(1/10).
        var interval = new TriggerSuccess(0, 0, 0, 10).ExcessInterval(0.95);

        Assert.Equal(1 - Math.Pow(0.0125, 0.1), interval.Upper, 1e-9);
        Assert.Equal(-interval.Upper, interval.Lower, 1e-9);
    }

    [Fact]
    public void Apply_BarsOfASite_MarkTheSamePixelsAsTheSiteDoes()
    {
        var trigger = new Trigger(Size: 4, Gap: 2, Shift: 0, Value: 1);
        var digits = Digits.Test.First(5);

        Assert.Equal(trigger.Apply(digits).Features, Mark.Of(trigger, digits.FeatureShape).Apply(digits).Features);
    }

    private static Measurement Known(ProbeResult result) =>
        Assert.Single(result.Measurements, one => one.Id == "backdoor.triggers.excess" && one.Setting.StartsWith(BackdooredDigits.Mark.Name, StringComparison.Ordinal));

    private static ProbeSubject Subject(float[] weights) => Probing.Subject(Networks.DigitNetwork, weights, Digits.Test) with
    {
        KnownBackdoors = [new KnownBackdoor(BackdooredDigits.Mark, BackdooredDigits.Target)],
    };
}
