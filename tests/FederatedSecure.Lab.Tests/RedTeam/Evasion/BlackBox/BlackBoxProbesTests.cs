using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion.BlackBox;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion.BlackBox;

public class BlackBoxProbesTests
{
    public static TheoryData<string> OnPictures => [.. BlackBoxProbes.All.Select(probe => probe.Id).Where(id => !id.Contains("tabular", StringComparison.Ordinal))];

    public static TheoryData<string> OnTables => ["evasion.tabular-greedy", "evasion.tabular-pgd", "evasion.hopskipjump-l2", "evasion.transfer"];

    [Fact]
    public void All_Ids_AreDifferentAndOfTheirClass()
    {
        Assert.Equal(BlackBoxProbes.All.Count, BlackBoxProbes.All.Select(probe => probe.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(BlackBoxProbes.All, probe => Assert.StartsWith("evasion.", probe.Id, StringComparison.Ordinal));
        Assert.All(BlackBoxProbes.All, probe => Assert.Equal(ProbeClass.Evasion, probe.Class));
    }

    [Theory]
    [MemberData(nameof(OnPictures))]
    public void Run_QuickOnDigits_GivesSoundFigures(string id)
    {
        var subject = new ProbeSubject(() => new SpecTarget(Networks.DigitNetwork, Digits.Weights, CPU), Digits.Test)
        {
            Spec = Networks.DigitNetwork,
            Weights = Digits.Weights,
        };

        var result = Run(id, subject);

        RequireSound(result);
        // Two records and a hundred iterations are too few for ZOO to find anything to show.
        Assert.True(id == "evasion.zoo-l2" || result.Pictures.Length > 0);
        Assert.All(result.Pictures, picture => Assert.Equal(picture.Channels * picture.Height * picture.Width, picture.Pixels.Length));
        Assert.All(result.Pictures.SelectMany(picture => picture.Pixels), pixel => Assert.InRange(pixel, 0f, 1f));
    }

    [Theory]
    [MemberData(nameof(OnTables))]
    public void Run_QuickOnTables_GivesSoundFigures(string id)
    {
        var subject = new ProbeSubject(Credit.Open, Credit.Standardization.Apply(Credit.Raw))
        {
            Spec = Credit.Network,
            Weights = Credit.Weights,
            Constraints = Credit.Constraints,
        };

        RequireSound(Run(id, subject));
    }

    [Fact]
    public void Run_BlackBoxes_NeverAskForAGradient()
    {
        // Nothing of the model is known but its answers; it fails as soon as somebody asks with a tape.
        var subject = new ProbeSubject(() => new Tripwire(new SpecTarget(Networks.DigitNetwork, Digits.Weights, CPU)), Digits.Test);
        var probes = BlackBoxProbes.All.Where(probe => probe.NotApplicable(subject) is null).ToList();

        Assert.Equal(
            ["evasion.hopskipjump-l2", "evasion.hopskipjump-linf", "evasion.boundary-l2", "evasion.zoo-l2", "evasion.spatial", "evasion.transfer"],
            probes.Select(probe => probe.Id));
        Assert.All(probes, probe => Assert.All(Run(probe.Id, subject).Measurements, measurement => Assert.DoesNotContain("tape", measurement.Problem ?? "", StringComparison.Ordinal)));
    }

    [Fact]
    public void NotApplicable_TablesWithoutConstraints_LeavesOutWhatNeedsThemOrPictures()
    {
        var subject = new ProbeSubject(Credit.Open, Credit.Standardization.Apply(Credit.Raw));

        Assert.Equal(
            ["evasion.patch", "evasion.spatial", "evasion.tabular-greedy", "evasion.tabular-pgd"],
            BlackBoxProbes.All.Where(probe => probe.NotApplicable(subject) is { } reason && !reason.Contains("black box", StringComparison.Ordinal)).Select(probe => probe.Id));
    }

    private static ProbeResult Run(string id, ProbeSubject subject)
    {
        var probe = BlackBoxProbes.All.Single(candidate => candidate.Id == id);
        return TorchRuntime.Run(threads: 1, ComputeDevice.Cpu, _ =>
            probe.Run(new ProbeContext(subject, ProbeCost.Quick, Seed: 7, new Progress<double>(), TestContext.Current.CancellationToken)));
    }

    /// <summary>No problem anywhere, intervals around their figures, and the attack breaks something.</summary>
    private static void RequireSound(ProbeResult result)
    {
        Assert.NotEmpty(result.Measurements);
        foreach (var measurement in result.Measurements)
        {
            Assert.StartsWith("evasion.", measurement.Id, StringComparison.Ordinal);
            if (measurement.Id == "evasion.zoo.median-distance")
            {
                // Two records bound no median, and then it has to be said.
                Assert.NotNull(measurement.Problem);
                continue;
            }

            Assert.Null(measurement.Problem);
            Assert.True(measurement.Lower <= measurement.Value && measurement.Value <= measurement.Upper && measurement.Samples > 0, measurement.Id);
        }

        var weakest = result.Measurements.Where(measurement => measurement.Samples >= 100 && measurement.Id.EndsWith(".accuracy", StringComparison.Ordinal));
        Assert.All(weakest, accuracy => Assert.InRange(accuracy.Value, 0, 0.93));
    }

    private sealed class Tripwire(ITarget inner) : ITarget
    {
        public ImmutableArray<int> InputShape => inner.InputShape;

        public int Classes => inner.Classes;

        public TargetAccess Access => inner.Access;

        public TargetCalls Calls => inner.Calls;

        public Tensor Logits(Tensor inputs)
        {
            var logits = inner.Logits(inputs);
            return inputs.requires_grad || logits.requires_grad ? throw new InvalidOperationException("there is a tape") : logits;
        }

        public void CountBackward(long records) => throw new InvalidOperationException("there is a tape");

        public void Dispose() => inner.Dispose();
    }
}
