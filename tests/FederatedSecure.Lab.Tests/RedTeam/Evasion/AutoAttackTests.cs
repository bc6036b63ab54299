using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Ensemble;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.Probing;
using FederatedSecure.Lab.RedTeam.Evasion.ScoreBased;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using MathNet.Numerics.Distributions;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion;

public class AutoAttackTests
{
    [Theory]
    [InlineData(nameof(Norm.Linf))]
    [InlineData(nameof(Norm.L2))]
    [InlineData(nameof(Norm.L1))]
    public void Attack_LinearModel_IsNeverBetterThanAMemberAndNeverWorseThanTheTruth(string name)
    {
        var norm = Enum.Parse<Norm>(name);
        using var one = new LinearCase(classes: 4, features: 10, records: 40, seed: 1);
        // Without bounds in reach the true robust accuracy is known.
        var distances = Enumerable.Range(0, 40).Select(i => one.Nearest(i, norm)).Order().ToArray();
        var terms = LinearCase.Terms(norm, (distances[19] + distances[20]) / 2, lower: -50, upper: 50);
        var members = AutoAttack.Standard(norm, steps: 20, queries: 100, classes: 3);

        var ensemble = new AutoAttack(one.Target, one.Data) { Members = members }.Attack(terms);

        Assert.Empty(ensemble.Combined.Problems);
        Assert.InRange(ensemble.Combined.Robust, 20, 21);
        Assert.Equal(40 - ensemble.Combined.Robust, ensemble.Members.Sum(member => member.Broken));
        foreach (var member in members)
        {
            var alone = new EvasionRun(one.Target, one.Data).Attack(member, terms);
            Assert.Empty(alone.Problems);
            Assert.True(ensemble.Combined.Robust <= alone.Robust, member.Name);
        }
    }

    [Fact]
    public void Attack_SameSeed_IsTheSame()
    {
        using var one = new LinearCase(classes: 4, features: 10, records: 20, seed: 2);
        EvasionOutcome Run(int batch) => new AutoAttack(one.Target, one.Data) { Members = AutoAttack.Standard(Norm.Linf, 10, 50, 3), BatchSize = batch }
            .Attack(LinearCase.Terms(Norm.Linf, 0.05)).Combined;

        var first = Run(20);

        Assert.Equal(first.Adversarial, Run(20).Adversarial);
        Assert.Equal(first.States, Run(3).States);
    }

    [Fact]
    public void Attack_MemberThatFails_LeavesNoRecordRobust()
    {
        using var one = new LinearCase(classes: 4, features: 10, records: 20, seed: 3);
        var terms = LinearCase.Terms(Norm.L1, 0.3);

        // Square knows no L1 ball: what the other one has not broken is not known.
        var outcome = new AutoAttack(one.Target, one.Data) { Members = [new Apgd { Steps = 10 }, new Square()] }.Attack(terms).Combined;

        Assert.Equal(0, outcome.Robust);
        Assert.Equal(20, outcome.Broken + outcome.Failed);
        Assert.NotNull(outcome.Accuracy("evasion.autoattack.accuracy", "").Problem);
    }

    [Fact]
    public void Attack_ScaledLogitsThatHideGradients_SquareFindsWhatTheCrossEntropyDoesNotAndThatIsFlagged()
    {
        using var one = new LinearCase(classes: 4, features: 20, records: 40, seed: 4);
        using var masked = new Planted(one.Target, logits => logits.Times(1e6));
        var terms = LinearCase.Terms(Norm.Linf, 0.2);

        var open = new EvasionRun(one.Target, one.Data).Attack(new Apgd(), terms);
        var blind = new EvasionRun(masked, one.Data).Attack(new Fgsm(), terms);
        var square = new EvasionRun(masked, one.Data).Attack(new Square { Queries = 1000, RescalesSchedule = true }, terms);
        var ensemble = new AutoAttack(masked, one.Data) { Members = [new Fgsm(), new Square { Queries = 300, RescalesSchedule = true }] }.Attack(terms);

        Assert.True(open.Broken > 30, $"{open.Broken}");
        Assert.True(blind.Broken < open.Broken / 4, $"{blind.Broken} against {open.Broken}");
        Assert.True(square.Broken >= open.Broken - 2, $"{square.Broken} against {open.Broken}");
        Assert.Equal(0, square.Calls.Backward);
        Assert.True(square.Calls.Forward <= 40 * 1001);
        Assert.Contains(ensemble.Flags, flag => flag.StartsWith("Square", StringComparison.Ordinal));
        Assert.Contains(ensemble.Flags, flag => flag.StartsWith("the gradient is zero", StringComparison.Ordinal));
    }

    [Fact]
    public void Attack_NoiseAtInference_TheVersionForRandomModelsFindsMoreThanTheStandardOne()
    {
        using var one = new LinearCase(classes: 4, features: 20, records: 60, seed: 7);
        var terms = LinearCase.Terms(Norm.Linf, 0.1);

        var standard = Accuracy(AutoAttack.Standard(Norm.Linf, steps: 20, queries: 100, classes: 3));
        var random = Accuracy(AutoAttack.Randomized(steps: 20));

        Assert.True(random < standard - 0.03, $"{random} against {standard}");

        // What is left of the accuracy, in the mean over fresh noise: the standard attacks stop at the first draw that happens to err.
        double Accuracy(ImmutableArray<IEvasionAttack> members)
        {
            using var noisy = new NoiseLayer(one.Target, deviation: 0.15, seed: 1);
            var outcome = new AutoAttack(noisy, one.Data) { Members = members }.Attack(terms);
            Assert.Empty(outcome.Combined.Problems);
            Assert.Equal([MaskingFlags.Randomized], outcome.Flags.Where(flag => !flag.StartsWith("Square", StringComparison.Ordinal)));
            var shown = one.Data with { Features = outcome.Combined.Adversarial };
            return Enumerable.Range(0, 100).Average(_ => noisy.Classify(TargetQueries.Inputs(shown)).Zip(one.Labels).Count(pair => pair.First == pair.Second) / 60.0);
        }
    }

    [Fact]
    public void Perturb_NoiseAtInference_TheMeanOfPassesFindsTheBestPointAndSinglePassesStopAtLuck()
    {
        const double Deviation = 0.6;
        using var one = new LinearCase(classes: 2, features: 20, records: 60, seed: 9);
        var w = one.W[0].Zip(one.W[1], (a, b) => (double)a - b).ToArray();
        var length = Math.Sqrt(w.Sum(value => value * value));
        var terms = LinearCase.Terms(Norm.Linf, 0.3, lower: -50, upper: 50);

        // The noise moves the margin by a normal number; nothing lowers the margin by more than ε·‖w‖₁.
        var best = one.X.Average(x => Normal.CDF(0, 1, (Margin([.. x]) - (0.3 * w.Sum(Math.Abs))) / (Deviation * length)));
        var (mean, single) = (Left(new Apgd { Draws = 20, Steps = 20 }), Left(new Apgd { Steps = 20 }));

        Assert.InRange(mean, best - 1e-6, best + 0.02);
        Assert.True(single > best + 0.03, $"{single} against {best}");

        double Margin(double[] x) => Math.Abs(one.Logits(x)[0] - one.Logits(x)[1]);

        double Left(Apgd attack)
        {
            using var scope = NewDisposeScope();
            using var noisy = new NoiseLayer(one.Target, Deviation, seed: 2);
            var found = attack.Perturb(noisy, TargetQueries.Inputs(one.Data), TargetQueries.Labels(one.Data), terms).ToValues();
            return one.Labels.Select((label, i) =>
            {
                var logits = one.Logits([.. found.AsSpan(20 * i, 20).ToArray()]);
                return Normal.CDF(0, 1, (logits[label] - logits[1 - label]) / (Deviation * length));
            }).Average();
        }
    }

    [Fact]
    public void Mean_SeveralDraws_IsThatOfSinglePassesAndCountsThem()
    {
        using var scope = NewDisposeScope();
        using var one = new LinearCase(classes: 3, features: 5, records: 4, seed: 8);
        var inputs = tensor(one.Data.Features, [4, 5]);
        using var noisy = new NoiseLayer(one.Target, deviation: 0.5, seed: 3);
        using var again = new NoiseLayer(one.Target, deviation: 0.5, seed: 3);
        var labels = tensor(Array.ConvertAll(one.Labels, label => (long)label));

        var mean = InputGradient.Mean(noisy, inputs, logits => Losses.CrossEntropy(logits, labels), draws: 3);

        Assert.Equal((12, 12), (one.Target.Calls.Forward, one.Target.Calls.Backward));
        var single = Enumerable.Range(0, 3).Select(_ => InputGradient.Of(again, inputs, logits => Losses.CrossEntropy(logits, labels)).Gradient.data<float>().ToArray()).ToArray();
        Assert.NotEqual(single[0], single[1]);
        Assert.All(mean.Gradient.data<float>().ToArray(), (value, i) => Assert.Equal(single.Average(gradient => gradient[i]), value, 1e-5));
    }

    [Fact]
    public void Run_ModelThatAnswersAtRandom_IsAttackedByThatVersionAndKeepsItsFigure()
    {
        using var one = new LinearCase(classes: 4, features: 20, records: 30, seed: 7);
        var (spec, weights) = Networks.Linear(one.W, one.B);
        var subject = new ProbeSubject(() => new NoiseLayer(one.Target, deviation: 0.05, seed: 1), one.Data) { Spec = spec, Weights = weights };

        var result = new AutoAttackProbe().Run(new ProbeContext(subject, ProbeCost.Quick, 1, new Progress<double>(), CancellationToken.None));

        Assert.Contains(result.Notes, note => note.Contains("apgd-dlr breaks", StringComparison.Ordinal));
        Assert.Contains(result.Notes, note => note.StartsWith("Flag: the output is random", StringComparison.Ordinal));
        Assert.All(result.Measurements.Where(one => one.Id == "evasion.autoattack.accuracy"), one => Assert.Null(one.Problem));
        Assert.Equal(1, Assert.Single(result.Measurements, one => one.Id == "evasion.autoattack.flags").Value);
    }

    [Fact]
    public void Flags_OrdinaryModel_AreNone()
    {
        using var one = new LinearCase(classes: 4, features: 20, records: 10, seed: 5);

        Assert.Empty(Flags(one.Target, one));
    }

    [Fact]
    public void Flags_PlantedDefences_FireOneByOne()
    {
        using var one = new LinearCase(classes: 4, features: 20, records: 10, seed: 6);
        var calls = 0;
        using var random = new Planted(one.Target, logits => logits.Plus(0.01 * calls++));
        using var probabilities = new Planted(one.Target, logits => logits.softmax(1));
        using var detached = new Planted(one.Target, logits => logits.detach());
        using var optimizing = new Planted(one.Target, logits => { one.Target.CountBackward(1); return logits; });

        Assert.StartsWith("the output is random", Assert.Single(Flags(random, one)), StringComparison.Ordinal);
        Assert.StartsWith("the output is probabilities", Assert.Single(Flags(probabilities, one)), StringComparison.Ordinal);
        Assert.StartsWith("the gradient is zero", Assert.Single(Flags(detached, one)), StringComparison.Ordinal);
        Assert.StartsWith("the model optimizes", Assert.Single(Flags(optimizing, one)), StringComparison.Ordinal);
    }

    [Fact]
    public void Attack_DigitNetwork_BreaksWhatPgdBreaks()
    {
        using var target = new SpecTarget(Networks.DigitNetwork, Digits.Weights, CPU);
        var data = Digits.Test.Select([.. Enumerable.Range(0, 60)]);
        var terms = LinearCase.Terms(Norm.Linf, 0.1);

        var ensemble = new AutoAttack(target, data) { Members = AutoAttack.Standard(Norm.Linf, steps: 30, queries: 200, classes: 3) }.Attack(terms);
        var pgd = new EvasionRun(target, data).Attack(Pgd.For(Norm.Linf), terms);

        Assert.Empty(ensemble.Flags);
        Assert.True(ensemble.Combined.Robust <= pgd.Robust, $"{ensemble.Combined.Robust} against {pgd.Robust}");
    }

    private static IEnumerable<string> Flags(ITarget target, LinearCase one) => MaskingFlags.Of(target, one.Data, one.Labels, CPU);

    /// <summary>Adds Gaussian noise to what the model sees, anew at every question.</summary>
    private sealed class NoiseLayer(ITarget inner, double deviation, ulong seed) : ITarget
    {
        private readonly Generator _random = new(seed, CPU);

        public ImmutableArray<int> InputShape => inner.InputShape;

        public int Classes => inner.Classes;

        public TargetAccess Access => inner.Access;

        public TargetCalls Calls => inner.Calls;

        public Tensor Logits(Tensor inputs)
        {
            using var noise = randn(inputs.shape, generator: _random);
            return inner.Logits(inputs.add(noise.Times(deviation)));
        }

        public void CountBackward(long records) => inner.CountBackward(records);

        public void Dispose() => _random.Dispose();
    }

    /// <summary>A defence in front of a model.</summary>
    private sealed class Planted(ITarget inner, Func<Tensor, Tensor> change) : ITarget
    {
        public ImmutableArray<int> InputShape => inner.InputShape;

        public int Classes => inner.Classes;

        public TargetAccess Access => inner.Access;

        public TargetCalls Calls => inner.Calls;

        public Tensor Logits(Tensor inputs) => change(inner.Logits(inputs));

        public void CountBackward(long records) => inner.CountBackward(records);

        public void Dispose()
        {
            // The inner one is not this one's.
        }
    }
}
