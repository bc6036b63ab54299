using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Buckets;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Matching;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Optimizing;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Models;
using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Inversion.Optimizing;

public class GradientInversionTests
{
    /// <summary>Its first layer sees parts of the record only, so that nothing can be divided.</summary>
    private static readonly ModelSpec Spec = SmoothNetwork.For(Digits.Test);

    [Theory]
    [InlineData("idlg")]
    [InlineData("dlg")]
    [InlineData("cosine-tv")]
    [InlineData("gradinversion")]
    public void Run_PlainUpdateOfOneDigit_RebuildsItRecognizably(string name)
    {
        var attack = Fast(name);
        var outcomes = Enumerable.Range(0, 3).Select(record => Attack(attack, [record], Gradient)).ToArray();

        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {string.Join(", ", outcomes.Select(o => $"{o.Psnr:F1} dB"))}");
        Assert.True(MedianInterval.Median([.. outcomes.Select(outcome => outcome.Psnr)]) > 20);
        Assert.All(outcomes, outcome => Assert.Equal(outcome.Truth, outcome.Labels));
    }

    [Fact]
    public void Run_SameSeed_RebuildsTheSame()
    {
        var weights = new float[Spec.ParameterCount];
        ModelInitializer.Initialize(Spec, ParameterLayout.Of(Spec), 1, weights);
        using var updates = new SiteUpdates(Spec, weights);
        var gradient = Gradient(updates, [0]);
        RebuiltRecords Run() => (Fast("gradinversion") with { Iterations = 5 }).Run(Spec, weights, gradient, 1, seed: 4, TestContext.Current.CancellationToken);

        Assert.Equal(Run().Records[0], Run().Records[0]);
    }

    private static GradientInversion Fast(string name) => name switch
    {
        "dlg" => GradientInversion.DeepLeakage with { Iterations = 150, Restarts = 1 },
        "idlg" => GradientInversion.ImprovedDeepLeakage with { Iterations = 150 },
        "cosine-tv" => GradientInversion.Cosine with { Iterations = 200, TotalVariation = 0.01 },
        _ => GradientInversion.GradInversion with { Iterations = 120, Group = 2 },
    };

    private static float[] Gradient(SiteUpdates updates, int[] records) => Array.ConvertAll(updates.OfOneStep(Digits.Test.Select(records)), value => -value);

    private static (double Psnr, int[] Truth, int[] Labels) Attack(GradientInversion attack, int[] records, Func<SiteUpdates, int[], float[]> observe)
    {
        var weights = new float[Spec.ParameterCount];
        ModelInitializer.Initialize(Spec, ParameterLayout.Of(Spec), 1, weights);
        using var updates = new SiteUpdates(Spec, weights);

        var found = attack.Run(Spec, weights, observe(updates, records), records.Length, seed: 1, TestContext.Current.CancellationToken);

        var matches = BestMatch.Of([.. records.Select(record => BucketInversion.Pixels(Digits.Test, record))], found.Records);
        int[] truth = [.. records.Select(record => Digits.Test.Labels[record]).Order()];
        return (MedianInterval.Median([.. matches.Select(match => match.Psnr)]), truth, [.. found.Labels]);
    }
}
