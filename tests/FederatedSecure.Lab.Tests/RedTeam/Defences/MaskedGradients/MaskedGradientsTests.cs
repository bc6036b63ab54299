using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Defences.MaskedGradients;
using FederatedSecure.Lab.RedTeam.Defences.Transforms;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;
using Looked = FederatedSecure.Lab.RedTeam.Defences.MaskedGradients.MaskedGradients;

namespace FederatedSecure.Lab.Tests.RedTeam.Defences.MaskedGradients;

public class MaskedGradientsTests
{
    [Fact]
    public void Of_PlainNetwork_NoSign()
    {
        var found = Look(target => target);

        Assert.Empty(found.Signs);
        Assert.Equal(0, found.Unbounded);
        Assert.Null(found.Problem);
    }

    [Fact]
    public void Of_DetachedGradient_AllSignsButRandomness()
    {
        var found = Look(target => new Planted(target, Detach));

        Assert.Contains(found.Signs, sign => sign.Contains("the gradient is zero", StringComparison.Ordinal));
        Assert.Contains(found.Signs, sign => sign.Contains("may change everything", StringComparison.Ordinal));
        Assert.Contains(found.Signs, sign => sign.Contains("random search", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_RoundedInputsWithoutGradient_IsSeen()
    {
        var found = Look(target => new TransformedTarget(target, new MedianTransform(2), isSeenThrough: false));

        Assert.True(found.ManySteps > found.WithoutGradient);
        Assert.NotEmpty(found.Signs);
    }

    [Fact]
    public void Of_GradientThatMisleadsManySteps_OneStepIsBetter()
    {
        // The single step starts at the clean digits. The many start beside them, where every step leads uphill for the attacker.
        var found = Look(target => new Planted(target, ReverseAwayFromClean));

        Assert.True(found.SingleStep < found.ManySteps);
        Assert.Contains(found.Signs, sign => sign.Contains("one step leaves", StringComparison.Ordinal));
    }

    [Fact]
    public void Probe_PlainNetwork_NoSignAndNoWarning()
    {
        var result = Probing.Run(new MaskedGradientsProbe(), Probing.Subject(Networks.DigitNetwork, Digits.Weights, Digits.Test));

        Assert.Equal(0, result.One("defence.masked-gradients.signs").Value);
        Assert.Empty(result.Notes);
    }

    [Fact]
    public void Probe_DetachedGradient_SaysThatRobustnessIsNotToBeBelieved()
    {
        var subject = Probing.Subject(Networks.DigitNetwork, Digits.Weights, Digits.Test) with
        {
            Open = () => new Planted(new SpecTarget(Networks.DigitNetwork, Digits.Weights, CPU), Detach),
        };

        var result = Probing.Run(new MaskedGradientsProbe(), subject);

        Assert.True(result.One("defence.masked-gradients.signs").Value >= 3);
        Assert.Contains(result.Notes, note => note.Contains("not to be believed", StringComparison.Ordinal));
    }

    [Fact]
    public void Probe_Dropout_IsSaidToBeNoDefence()
    {
        var spec = Networks.Spec(
            """
            { "input": [1, 28, 28], "layers": [ { "type": "flatten" }, { "type": "dropout", "p": 0.5 }, { "type": "linear", "out": 10 }, { "type": "softmax-head", "classes": 10 } ] }
            """);

        var result = Probing.Run(new MaskedGradientsProbe(), Probing.Subject(spec, Networks.Trained(spec, Digits.Training.First(1000), epochs: 1), Digits.Test));

        Assert.Contains(result.Notes, note => note.Contains("Dropout is active in training only", StringComparison.Ordinal));
    }

    private static Looked Look(Func<ITarget, ITarget> plant) => TorchRuntime.Run(threads: 1, ComputeDevice.Cpu, _ =>
    {
        using var target = new SpecTarget(Networks.DigitNetwork, Digits.Weights, CPU);
        var terms = new EvasionTerms(Norm.Linf, 0.3, Seed: 1) { Cancellation = TestContext.Current.CancellationToken };
        return Looked.Of(plant(target), Digits.Test.First(60), terms, queries: 150);
    });

    private static Tensor Detach(ITarget target, Tensor inputs) => target.Logits(inputs.detach());

    /// <summary>The gradient of clean records is right, that of all others is turned around.</summary>
    private static Tensor ReverseAwayFromClean(ITarget target, Tensor inputs)
    {
        var plain = inputs.detach();
        var clean = Digits.Test.First(60).Features.Chunk(784).Select(Sum).ToHashSet();
        float[] signs = [.. plain.ToValues().Chunk(784).Select(record => clean.Contains(Sum(record)) ? 1f : -1f)];
        var sign = tensor(signs).For(inputs);
        return target.Logits(inputs.mul(sign).add(plain.sub(plain.mul(sign))));

        static double Sum(float[] record) => record.Sum(value => (double)value);
    }

    /// <summary>A model whose gradients somebody has tampered with.</summary>
    private sealed class Planted(ITarget inner, Func<ITarget, Tensor, Tensor> answer) : ITarget
    {
        public ImmutableArray<int> InputShape => inner.InputShape;

        public int Classes => inner.Classes;

        public TargetAccess Access => inner.Access;

        public TargetCalls Calls => inner.Calls;

        public Tensor Logits(Tensor inputs) => answer(inner, inputs);

        public void CountBackward(long records) => inner.CountBackward(records);

        public void Dispose() => inner.Dispose();
    }
}
